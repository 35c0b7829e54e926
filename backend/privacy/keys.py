"""Key rotation: re-encrypt sealed values in small batches while the system runs.

Old keys stay readable meanwhile; a run that was stopped goes on where it was, because what is left is whatever an old key sealed.
The statements are made from inventory.toml, whose names a test compares with the database.
"""

from collections.abc import AsyncIterator

from msgspec import Struct

from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.materials.file_store import FileStore
from backend.privacy import file_keys
from backend.privacy.inventory import tables

BATCH = 500


class SealedColumn(Struct, frozen=True):
    """One sealed column, and what its ciphertext is bound to."""

    table: str
    column: str
    bound: str  # for example identity:{person}

    @property
    def key(self) -> str:
        """The column that the binding names, which is the row's key."""
        return self.bound.partition("{")[2].rstrip("}")


class KeyUsage(Struct, frozen=True):
    """How many values of one place are sealed with which key."""

    place: str
    version: int
    number: int


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of the database."""
    return [
        SealedColumn(table.name, column, bound) for table in tables().values() for column, bound in table.sealed.items()
    ]


async def status(db: Db, file_store: FileStore) -> list[KeyUsage]:
    """Count values by key version, files included."""
    found = []
    for one in sealed_columns():
        rows = await db.fetch(
            f"select get_byte({one.column}, 0) as version, count(*) as number from {one.table}"  # noqa: S608 - our own names
            f" where length({one.column}) > 0 group by 1 order by 1"
        )
        found += [KeyUsage(f"{one.table}.{one.column}", row["version"], row["number"]) for row in rows]
    counts: dict[int, int] = {}
    async for _, version in file_keys.versions(file_store):
        counts[version] = counts.get(version, 0) + 1
    return found + [KeyUsage("files", version, number) for version, number in sorted(counts.items())]


async def rotate(transaction: Transaction, vault: Vault, file_store: FileStore) -> AsyncIterator[tuple[str, int]]:
    """Re-encrypt everything with the newest key; yields place and number of values after each batch."""
    for one in sealed_columns():
        while moved := await _rotate_rows(transaction, vault, one):
            yield f"{one.table}.{one.column}", moved
    async for name, version in file_keys.versions(file_store):
        if version != vault.newest.version and await file_keys.reseal(file_store, name):
            yield "files", 1


async def _rotate_rows(transaction: Transaction, vault: Vault, one: SealedColumn) -> int:
    """One batch; a row that the house is just writing is left to it, or to the next batch."""
    async with transaction() as db:
        rows = await db.fetch(
            f"select {one.key}, {one.column} from {one.table} where get_byte({one.column}, 0) <> $1"  # noqa: S608 - our own names
            f" and length({one.column}) > 0 limit {BATCH} for update skip locked", vault.newest.version,
        )  # fmt: skip
        for row in rows:
            bound = one.bound.format(**dict(row))
            anew = vault.seal(vault.open(row[one.column], bound), bound)
            await db.execute(f"update {one.table} set {one.column} = $1 where {one.key} = $2", anew, row[one.key])  # noqa: S608
        return len(rows)
