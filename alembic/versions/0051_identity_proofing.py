"""Proving identity: each try with its outcome, what was proved by which means, and requests for a person to look."""

from backend.kit.migrate import script

revision = "0051"
down_revision = "0065"
branch_labels = None
depends_on = None

UP = """
create table identity_try (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    step text not null check (step in ('document', 'face')),
    state text not null check (state in ('waiting', 'passed', 'failed', 'doubtful')),
    reasons text[] not null default '{}',
    digests bytea[] not null,
    at timestamptz not null,
    done_at timestamptz
);
create index identity_try_person on identity_try (person, at);
comment on table identity_try is 'One try to prove identity: outcome in code words, keyed digests of the pictures; never a picture, name or number.';

create table identity_proof (
    id bigint generated always as identity primary key,
    person uuid not null references person on delete cascade,
    level smallint not null,
    means text not null check (means in ('document', 'face', 'provider', 'officer')),
    at timestamptz not null
);
create index identity_proof_person on identity_proof (person, at);
comment on table identity_proof is 'By which means a person proved who they are, and when.';

create table identity_request (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    cause text not null check (cause in ('asked', 'doubtful', 'held_elsewhere', 'disowned')),
    way text not null check (way in ('counter', 'video', 'home')),
    day date,
    part text not null default '' check (part in ('', 'morning', 'afternoon')),
    state text not null check (state in ('waiting', 'confirmed', 'declined', 'withdrawn')),
    asked_at timestamptz not null,
    officer text,
    officer_name text,
    reason text not null default '',
    done_at timestamptz
);
create unique index identity_request_one on identity_request (person) where state = 'waiting';
create index identity_request_waiting on identity_request (asked_at) where state = 'waiting';
comment on table identity_request is 'A resident asks an officer to see that it is them; or the machine could not tell and a person looks.';
"""

DOWN = """
drop table identity_request, identity_proof, identity_try;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
