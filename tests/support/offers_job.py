"""The work of a morning for offers in a process of its own, for tests that kill it: NOW."""

import asyncio
import os
import sys
from contextlib import aclosing
from datetime import datetime

from backend.cases.services import case_services
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import open_pool, transaction
from backend.materials.file_store import FileStore
from backend.notices.sms import SmsGateway
from backend.offers import propose, short_messages, submit_on_day
from backend.offers.jobs import OfferToTell
from backend.registers.client import Registers
from backend.settings import Settings


async def main(now: datetime) -> None:
    """Offer what is owed, tell of it, and submit what is due."""
    settings = Settings.from_env(os.environ)
    registers = Registers(settings, lambda: now)
    pool, services = await open_pool(settings.database_url, 4), case_services(settings, registers)

    def moment() -> object:
        return transaction(pool)

    async with pool.acquire() as db:
        await services.catalogue.open(db, local_date(now))
    await propose.propose_all(moment, services, now)  # type: ignore[arg-type]
    async with aclosing(SmsGateway(settings.sms_url, settings.sms_key)) as gateway, pool.acquire() as db:
        for row in await db.fetch("select id from offer where state = 'proposed'"):
            await short_messages.tell(moment, services, gateway, OfferToTell(row["id"], "proposed"), now)  # type: ignore[arg-type]
    file_store = FileStore(settings, Vault(settings.sealing_keys, settings.hash_key))
    await submit_on_day.submit_all(moment, services, file_store, now)  # type: ignore[arg-type]
    await registers.close()
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(datetime.fromisoformat(sys.argv[1])))
