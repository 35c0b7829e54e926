"""Key rotation of look-up hashes: recompute hashes of old keys from the sealed value in the same row.

Meanwhile every key that is held finds. Two kinds can't be hashed anew here, because nobody keeps what they were made of: accounts at an
identity provider, which are hashed anew when somebody signs in there, and pictures that failed, which are forgotten with their try.
"""

from collections.abc import AsyncIterator

import msgspec
from msgspec import Struct

from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.privacy.inventory import tables
from backend.privacy.keys import BATCH, KeyUsage


class HashedColumn(Struct, frozen=True):
    """One hashed column and the sealed value that it finds."""

    table: str
    column: str
    kind: str
    source: str
    field: str
    bound: str

    @property
    def key(self) -> str:
        """The column that the binding names, which is the row's key."""
        return self.bound.partition("{")[2].rstrip("}")

    def value(self, plain: bytes) -> str:
        """Extract the hashed value from the decrypted one."""
        return str(msgspec.json.decode(plain)[self.field]) if self.field else plain.decode()


def hashed_columns() -> list[HashedColumn]:
    """Every hashed column whose value is kept sealed beside it."""
    found = []
    for table in tables().values():
        for column, told in table.hashed_from.items():
            kind, source, field = (*told.split(), "")[:3]
            found.append(HashedColumn(table.name, column, kind, source, field, table.sealed[source]))
    return found


async def status(db: Db) -> list[KeyUsage]:
    """Count hashes by key version."""
    found = []
    for table in tables().values():
        for column in table.hashed:
            one = f"unnest({column})" if column == "digests" else column
            rows = await db.fetch(
                f"select get_byte(hash, 0) as version, count(*) as number from (select {one} as hash from {table.name}) hashes"  # noqa: S608 - our own names
                " where hash is not null group by 1 order by 1"
            )
            found += [KeyUsage(f"{table.name}.{column}", row["version"], row["number"]) for row in rows]
    return found


async def rotate(transaction: Transaction, vault: Vault) -> AsyncIterator[tuple[str, int]]:
    """Recompute all hashes with the newest key in batches; an interrupted run can be repeated."""
    for one in hashed_columns():
        while moved := await _rotate_rows(transaction, vault, one):
            yield f"{one.table}.{one.column}", moved


async def _rotate_rows(transaction: Transaction, vault: Vault, one: HashedColumn) -> int:
    """One batch; a row that the house is just writing is left to it, or to the next batch."""
    async with transaction() as db:
        rows = await db.fetch(
            f"select {one.key}, {one.source} from {one.table} where get_byte({one.column}, 0) <> $1"  # noqa: S608 - our own names
            f" limit {BATCH} for update skip locked", vault.hash_keys[0].version,
        )  # fmt: skip
        for row in rows:
            anew = vault.fingerprint(one.kind, one.value(vault.open(row[one.source], one.bound.format(**dict(row)))))
            await db.execute(f"update {one.table} set {one.column} = $1 where {one.key} = $2", anew, row[one.key])  # noqa: S608
        return len(rows)
