"""Two officers see a person before an account is verified; requests for a given-up number and for an officer's step-up code."""

from backend.kit.migrate import script

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

UP = """
alter table identity_request add column seen_by text;
alter table identity_request add column seen_name text;
alter table identity_request add column seen_at timestamptz;
alter table identity_request add column seen_reason text not null default '';
alter table identity_request add column said bytea;
comment on column identity_request.said is 'Name and number on the document as the first officer read them, sealed.';
update identity_request set seen_by = 'one officer, by the rule of then' where state = 'confirmed';
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table identity_request drop constraint identity_request_cause_check;
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table identity_request add constraint identity_request_cause_check
    check (cause in ('asked', 'doubtful', 'held_elsewhere', 'disowned', 'number_reused', 'step_up'));
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table identity_request drop constraint identity_request_state_check;
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table identity_request add constraint identity_request_state_check
    check (state in ('waiting', 'seen', 'confirmed', 'present', 'declined', 'withdrawn'));
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table identity_request add constraint identity_request_two_officers
    check (state <> 'confirmed' or (seen_by is not null and seen_by is distinct from officer));
drop index identity_request_one;
create unique index identity_request_one on identity_request (person) where state in ('waiting', 'seen');
drop index identity_request_waiting;
create index identity_request_waiting on identity_request (asked_at) where state in ('waiting', 'seen');
"""

DOWN = """
update identity_request set state = 'waiting', seen_by = null where state = 'seen';
update identity_request set state = 'withdrawn' where state = 'present';
delete from identity_request where cause in ('number_reused', 'step_up');
drop index identity_request_waiting;
create index identity_request_waiting on identity_request (asked_at) where state = 'waiting';
drop index identity_request_one;
create unique index identity_request_one on identity_request (person) where state = 'waiting';
alter table identity_request drop constraint identity_request_two_officers;
alter table identity_request drop constraint identity_request_state_check;
alter table identity_request add constraint identity_request_state_check check (state in ('waiting', 'confirmed', 'declined', 'withdrawn'));
alter table identity_request drop constraint identity_request_cause_check;
alter table identity_request add constraint identity_request_cause_check check (cause in ('asked', 'doubtful', 'held_elsewhere', 'disowned'));
alter table identity_request drop column said;
alter table identity_request drop column seen_reason;
alter table identity_request drop column seen_at;
alter table identity_request drop column seen_name;
alter table identity_request drop column seen_by;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
