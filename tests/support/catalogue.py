"""Undoing a publication in a test."""

import asyncpg


async def forget(admin_url: str, code: str) -> None:
    """Take a published trial away: the trigger that forbids it is off for this one transaction."""
    db = await asyncpg.connect(admin_url)
    try:
        async with db.transaction():
            await db.execute("alter table service_version disable trigger service_version_stays")
            await db.execute("delete from service_version where code = $1 and author <> 'catalogue-files'", code)
            await db.execute("update service_version set valid_to = null where code = $1", code)
            await db.execute("alter table service_version enable trigger service_version_stays")
    finally:
        await db.close()
