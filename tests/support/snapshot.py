"""Puts a test database back to how it was when the session began, touching only tables that have changed.

Truncating all tables writes some hundred new files and waits for every reader; enrolling the cast anew costs half a second.
Here a function inside the database compares each table with a copy taken once: the number of rows, and whether any row was
written since (`xmin`). Only tables that differ are copied back, row by row, so nothing beside it has to be stopped.
"""

import asyncio

import asyncpg

UNTOUCHED = {"alembic_version"}
BUSY = "select count(*) from pgqueuer where status = 'picked'"

COLUMNS = """
select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.relname order by c.relname
"""
SEQUENCES = """
select s.relname as name, t.relname as owner from pg_class s
join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
join pg_class t on t.oid = d.refobjid where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace
"""
NOW = "txid_current() & 4294967295"  # a row's xmin has no epoch


async def take(url: str) -> None:
    """Copy every table aside and make the function that puts the copies back."""
    db = await asyncpg.connect(url)
    try:
        await db.execute("create schema snapshot")
        await db.execute("create table snapshot.mark (written bigint)")
        owned: dict[str, list[tuple[str, int, bool]]] = {}
        for row in await db.fetch(SEQUENCES):
            last, called = (await db.fetchrow(f'select last_value, is_called from public."{row["name"]}"')) or (
                1,
                False,
            )
            owned.setdefault(row["owner"], []).append((row["name"], last, called))
        tables = {row["name"]: row["columns"] for row in await db.fetch(COLUMNS) if row["name"] not in UNTOUCHED}
        for name in tables:
            await db.execute(f'create table snapshot."{name}" as table public."{name}"')
        counted = {name: await db.fetchval(f'select count(*) from public."{name}"') for name in tables}
        parts = [one_table(name, tables[name], counted[name], owned.get(name, [])) for name in tables]
        await db.execute(FUNCTION.format(now=NOW, parts="".join(parts)))
        await db.execute(f"insert into snapshot.mark select {NOW}")
    finally:
        await db.close()


FUNCTION = """
create function snapshot.restore(left_out text[]) returns text[] language plpgsql as $$
#variable_conflict use_column
declare rows_now bigint; newest_now bigint; mark_before bigint; put_back text[] := '{{}}';
begin
    select written into mark_before from snapshot.mark;
    perform set_config('session_replication_role', 'replica', true);
{parts}
    update snapshot.mark set written = {now};
    return put_back;
end $$
"""
TABLE = """
    if not '{name}' = any(left_out) then
        select count(*), coalesce(max(xmin::text::bigint), 0) into rows_now, newest_now from public."{name}";
        if rows_now <> {rows} or newest_now > mark_before{counted_on} then
            put_back := array_append(put_back, '{name}');
            delete from public."{name}";
            insert into public."{name}" ({columns}) overriding system value select {columns} from snapshot."{name}";
            {sequences}
        end if;
    end if;
"""


def one_table(name: str, columns: str, rows: int, sequences: list[tuple[str, int, bool]]) -> str:
    """The part of the function that looks after one table."""
    set_back = " ".join(
        f"perform setval('public.\"{s}\"', {last}, {str(called).lower()});" for s, last, called in sequences
    )
    counted_on = "".join(  # a test may have emptied an empty table again, after using up numbers
        f' or (select (last_value, is_called) <> ({last}, {str(called).lower()}) from public."{s}")'
        for s, last, called in sequences
    )
    return TABLE.format(name=name, columns=columns, rows=rows, sequences=set_back, counted_on=counted_on)


class Snapshot:
    """The way back of one database, over one connection that is kept: its plans are made once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.db: asyncpg.Connection | None = None

    async def connected(self) -> asyncpg.Connection:
        """The connection; a new one after the server was restarted by a test."""
        if self.db is None or self.db.is_closed():
            self.db = await asyncpg.connect(self.url)
        return self.db

    async def restore(self, without: tuple[str, ...] = ()) -> list[str]:
        """Put back what has changed; answers the tables."""
        try:
            return await self.tried(without)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.DeadlockDetectedError):
            return await self.tried(without)

    async def tried(self, without: tuple[str, ...]) -> list[str]:
        """One try."""
        db = await self.connected()
        changed: list[str] = await db.fetchval("select snapshot.restore($1)", list(without))
        return changed

    async def idle(self, seconds: float = 30) -> None:
        """Take away the jobs that wait and let a running worker finish those that it has begun."""
        db = await self.connected()
        async with asyncio.timeout(seconds):
            while True:
                await db.execute("delete from pgqueuer where status = 'queued'")
                if not await db.fetchval(BUSY):
                    return
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Let go of the connection."""
        if self.db is not None:
            await self.db.close()
