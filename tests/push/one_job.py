"""One delivery job in a process of its own, for tests that kill it: NOTICE NOW."""

import asyncio
import os
import sys
from datetime import datetime
from uuid import UUID

from backend.kit.db import open_pool, transaction
from backend.settings import Settings
from push.delivery import PushSender


async def main(notice: str, now: str) -> None:
    """Do the job."""
    settings = Settings.from_env(os.environ)
    pool, courier = await open_pool(settings.database_url, 2), PushSender(settings)
    await courier.deliver(lambda: transaction(pool), UUID(notice), datetime.fromisoformat(now))
    await courier.close()
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
