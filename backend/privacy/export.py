"""Export of a person's data, complete by construction: every inventoried table, every readable column, decrypted (PIPL art. 45)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.privacy.inventory import retention, tables
from backend.privacy.types import InventoryTable
from backend.residents import disclosure
from backend.residents.disclosure import may_read, readable_facts
from backend.residents.types import Acting, Assurance, Identity

FORMAT = "futian-my-data/1"


async def export(db: Db, vault: Vault, person: UUID, assurance: Assurance, now: datetime) -> dict[str, Any]:
    """Export table by table: content, retention, rows. Register values only for a verified person."""
    tables_of_person: dict[str, Any] = {}
    for table in tables().values():
        if table.is_somebodys:
            kept = retention()[table.kept]
            tables_of_person[table.name] = {
                "holds": table.holds,
                "until": kept.until,
                "why": kept.why,
                "rows": [
                    row if may_read(assurance) else withheld(table, row) for row in await rows(db, vault, table, person)
                ],
            }
    return {"format": FORMAT, "person": str(person), "at": now.isoformat(), "held": tables_of_person}


async def hand_out(db: Db, vault: Vault, acting: Acting, file_format: str, now: datetime) -> dict[str, Any]:
    """Export what is held of a person to take along (json or pdf), with a line in the audit log."""
    await note(db, acting.actor, "person.exported", f"person:{acting.person}", now, format=file_format)
    return await export(db, vault, acting.person, acting.assurance, now)


async def rows(db: Db, vault: Vault, table: InventoryTable, person: UUID) -> list[dict[str, Any]]:
    """Rows of a table that belong to the person; keyed hashes are left out."""
    mine = f"{table.person} = $1" if table.person else f"{table.via} in (select id from cases where principal = $1)"  # noqa: S608
    columns = ", ".join(f'"{column}"' for column in (*table.ids, *table.plain, *table.personal, *table.sealed))
    found = await db.fetch(f"select {columns} from {table.name} where {mine}", person)  # noqa: S608 - names from our own file
    return [readable(vault, table, dict(row)) for row in found]


def withheld(table: InventoryTable, row: dict[str, Any]) -> dict[str, Any]:
    """Remove register values from a row; the person's own words stay."""
    if "facts" in table.registered:
        row = {**row, "facts": readable_facts(row["facts"], Assurance.ANONYMOUS)}
    if "sealed" in table.registered:
        own = disclosure.readable(msgspec.convert(row["sealed"], Identity), Assurance.ANONYMOUS)
        row = {**row, "sealed": msgspec.to_builtins(own)}
    return {column: value for column, value in row.items() if column not in set(table.registered) - {"facts", "sealed"}}


def readable(vault: Vault, table: InventoryTable, row: dict[str, Any]) -> dict[str, Any]:
    """Decrypt a row; raw bytes such as device keys are left out."""
    opened = {
        column: unsealed(vault, row[column], bound.format(**row))
        for column, bound in table.sealed.items()
        if row[column] is not None
    }
    plain = {
        column: value for column, value in row.items() if column not in table.sealed and not isinstance(value, bytes)
    }
    return {**plain, **opened}


def unsealed(vault: Vault, sealed: bytes, bound: str) -> Any:
    """A sealed value: a structure where it is one, else its words."""
    plain = vault.open(sealed, bound)
    try:
        return msgspec.json.decode(plain)
    except msgspec.DecodeError:
        return plain.decode()
