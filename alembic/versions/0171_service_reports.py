"""What visitors say is wrong on a service's page, and what an editor answers."""

from backend.kit.migrate import script

revision = "0171"
down_revision = "0165"
branch_labels = None
depends_on = None

UP = """
create table service_report (
    id uuid primary key,
    code text not null,
    digest text not null,
    place text not null,
    sentence text not null,
    says text not null,
    person uuid references person (id) on delete cascade,
    created_at timestamptz not null,
    answer text,
    answered_by text,
    answered_at timestamptz,
    constraint service_report_answered check (
        (answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
create index service_report_open on service_report (created_at) where answered_at is null;
create index service_report_person on service_report (person) where person is not null;
comment on table service_report is 'A sentence of a page that a visitor says is wrong; its person, if signed in, gets the answer.';
"""

DOWN = """
drop table service_report;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
