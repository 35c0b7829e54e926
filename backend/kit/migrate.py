"""Run database migrations, and create the application's role, which can't rewrite evidence."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from alembic.config import Config
from sqlalchemy.util.concurrency import await_only

from alembic import command, op

ROOT = Path(__file__).resolve().parents[2]
ROLE = "futian_app"
APPEND_ONLY = (
    "audit",
    "audit_link",
    "audit_check",
    "case_event",
    "access_log",
    "payee_event",
    "grant_event",
    "staff_act",
    "evidence_link",
    "mandate_event",
    "offer_event",
    "service_draft_event",
    "campaign_event",
)
DECIDED = {
    "decision": "superseded_by, inputs, result",
    "receipt": "status, ended_at",
    "mandate_consent": "said",
    "submission_consent": "bound",
    "guided_event": "said",
}
"""Evidence of which the application may change these columns and nothing else, and of which it deletes nothing.

`inputs` and `result` are sealed and bound to their row; a new key seals them anew (`futian keys rotate`).
"""

GRANTS = f"""
do $$ begin
    if not exists (select from pg_roles where rolname = '{ROLE}') then create role {ROLE} login; end if;
end $$;
grant usage on schema public to {ROLE};
grant select, insert, update, delete on all tables in schema public to {ROLE};
grant usage on all sequences in schema public to {ROLE};
revoke update, delete on {", ".join(APPEND_ONLY)} from {ROLE};
{"".join(f"revoke update, delete on {t} from {ROLE}; grant update ({c}) on {t} to {ROLE};" for t, c in DECIDED.items())}
revoke delete on mandate, guided_session from {ROLE};
revoke all on alembic_version from {ROLE};
"""  # noqa: S608 - our own names


def config() -> Config:
    """Return the Alembic configuration."""
    found = Config()
    found.set_main_option("script_location", str(ROOT / "alembic"))
    return found


def upgrade(admin_url: str, to: str = "head") -> None:
    """Apply all missing migrations."""
    os.environ["FUTIAN_ADMIN_DATABASE_URL"] = admin_url
    command.upgrade(config(), to)


def script(sql: str) -> None:
    """Execute the SQL script of one migration."""
    raw = op.get_bind().connection.driver_connection
    assert raw is not None, "migrations run online only"
    await_only(raw.execute(sql))


def downgrade(admin_url: str, to: str) -> None:
    """Revert to an earlier migration (`base`: all)."""
    os.environ["FUTIAN_ADMIN_DATABASE_URL"] = admin_url
    command.downgrade(config(), to)


async def grant(admin_url: str) -> None:
    """Create the application's role and grant its rights: evidence tables are append-only for it."""
    db = await asyncpg.connect(admin_url)
    try:
        await db.execute(GRANTS)
    finally:
        await db.close()


def as_role(admin_url: str, role: str = ROLE) -> str:
    """Return this database URL with the application's role."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{host}"))


async def make_database(admin_url: str, name: str, template: str | None = None) -> str:
    """Create a database on the same server (C.UTF-8: the application sorts Chinese itself); returns its URL."""
    db = await asyncpg.connect(admin_url)
    try:
        if not await db.fetchval("select true from pg_database where datname = $1", name):
            like = f"template {template}" if template else "template template0 encoding 'UTF8' locale 'C.UTF-8'"
            await db.execute(f'create database "{name}" {like}')
    finally:
        await db.close()
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
