"""Uploads on their way: what is promised, how far it came, who writes just now, and the sealed pieces."""

from backend.kit.migrate import script

revision = "0041"
down_revision = "0062"
branch_labels = None
depends_on = None

UP = """
create table upload (
    id uuid primary key,
    principal uuid not null references person on delete cascade,
    person uuid not null references person on delete cascade,
    case_id uuid not null references cases on delete cascade,
    slot text not null,
    file_name text not null,
    content_type text not null,
    sha256 text not null,
    length bigint check (length >= 0),
    received bigint not null default 0 check (received >= 0 and (length is null or received <= length)),
    state text not null default 'open' check (state in ('open', 'done', 'refused', 'ended', 'expired')),
    reason text not null default '',
    material uuid references material on delete set null,
    writer uuid,
    seen_at timestamptz,
    asked_to_yield boolean not null default false,
    started_at timestamptz not null,
    expires_at timestamptz not null
);
create unique index upload_one_in_slot on upload (case_id, slot) where state = 'open';
create index upload_principal on upload (principal) where state = 'open';
create index upload_expires on upload (expires_at);
comment on column upload.writer is 'The one request that may add bytes just now; it says every half second that it is alive (seen_at).';
comment on column upload.sha256 is 'The digest of the whole file, if the sender knew it: the same file is gone on with on any device.';

create table upload_piece (
    upload uuid not null references upload on delete cascade,
    number integer not null,
    size integer not null,
    stored_as text not null unique,
    primary key (upload, number)
);
comment on table upload_piece is 'A stretch of an upload at rest, sealed; a piece that isn''t full is replaced as a whole when more comes.';
"""

DOWN = """
drop table upload_piece, upload;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
