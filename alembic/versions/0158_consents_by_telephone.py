"""A principal is called about one submission, and agrees by telephone; or she says yes at a counter."""

from backend.kit.migrate import script

revision = "0158"
down_revision = "0152"
branch_labels = None
depends_on = None

UP = """
create table consent_call (
    id uuid primary key,
    request uuid not null,
    case_id uuid not null references cases on delete cascade,
    principal uuid not null,
    state text not null default 'placed' check (state in ('placed', 'agreed', 'refused', 'unanswered', 'mistaken', 'void')),
    asked_by text not null,
    sealed bytea not null,
    digest text not null,
    placed_at timestamptz not null,
    settled_at timestamptz,
    constraint consent_call_settled check ((state = 'placed') = (settled_at is null))
);
create unique index consent_call_one on consent_call (request) where state = 'placed';
create index consent_call_request on consent_call (request, placed_at);
create index consent_call_principal on consent_call (principal, placed_at);
create index consent_call_case on consent_call (case_id);
comment on table consent_call is 'Calls to a principal about one submission: number, digit, code and words sealed; the code is shown on the other side only.';
comment on column consent_call.digest is 'Of the submission with exactly the words that are read to her.';
-- squawk-ignore ban-drop-constraint -- the new one admits one value more, and every older process writes only what both admit
alter table submission_consent drop constraint submission_consent_how_check;
alter table submission_consent add constraint submission_consent_how_check
    check (how in ('device', 'code', 'face', 'phone', 'counter')) not valid;
"""

DOWN = """
alter table submission_consent drop constraint submission_consent_how_check;
alter table submission_consent add constraint submission_consent_how_check
    check (how in ('device', 'code', 'face', 'phone')) not valid;
drop table consent_call;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
