"""Consents are history: a row is only ever ended, never rewritten, and goes only after it has ended."""

from backend.kit.migrate import script

revision = "0061"
down_revision = "0012"
branch_labels = None
depends_on = None

UP = """
create function consent_stays() returns trigger language plpgsql as $$
begin
    if old.withdrawn_at is not null
        or (new.id, new.person, new.purpose, new.version, new.given_at)
            is distinct from (old.id, old.person, old.purpose, old.version, old.given_at) then
        raise exception 'a consent is only ever ended: what was agreed to, and when, stays';
    end if;
    return new;
end $$;
create trigger consent_stays before update on consent for each row execute function consent_stays();
create index consent_person on consent (person, given_at desc);
comment on table consent is 'What a person agreed to, in which wording, from when until when.';
"""

DOWN = """
drop index consent_person;
drop trigger consent_stays on consent;
drop function consent_stays();
comment on table consent is null;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
