"""What a resident signs on the page itself: the text and its digest, who, when and how, kept with the case."""

from backend.kit.migrate import script

revision = "0196"
down_revision = "0182"
branch_labels = None
depends_on = None

UP = """
create table signature (
    material uuid primary key references material (id) on delete cascade,
    case_id uuid not null references cases (id) on delete cascade,
    principal uuid not null references person (id),
    says text not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    way text not null check (way in ('drawn', 'typed')),
    proof text not null,
    sealed bytea not null,
    signed_at timestamptz not null
);
comment on table signature is 'What was signed on the page: the text, the digest of text, case and name, and how; never changed.';
comment on column signature.proof is 'By what means the person had proven, at most ten minutes before, that it is they.';
comment on column signature.sealed is 'The name, and the strokes of a drawn signature, sealed.';
create index signature_case on signature (case_id);
-- squawk-ignore ban-drop-constraint
alter table material drop constraint material_source_check;
-- squawk-ignore constraint-missing-not-valid
alter table material add constraint material_source_check check (source in ('upload', 'earlier', 'licence', 'signature'));
comment on column material.source is 'Uploaded, taken over from an earlier case, an electronic licence, or signed on the page.';
"""

DOWN = """
update material set source = 'upload' where source = 'signature';
alter table material drop constraint material_source_check;
alter table material add constraint material_source_check check (source in ('upload', 'earlier', 'licence'));
drop table signature;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
