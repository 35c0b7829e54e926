"""Holds everybody in the memory of one process and keeps them current; a process that doesn't hold them says so, and loads them."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TypeVar

import asyncpg

from backend.kit import log
from backend.kit.clock import Clock, local_date, utc_now
from backend.kit.db import prepare
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.population import load
from backend.population.table import Population

T = TypeVar("T")
CHANNEL = "population_changed"
LOOK = 30.0  # seconds after which we look for changes although nobody told us of any
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""A connection that is cut between two messages of one statement leaves the client with an InternalClientError."""


class StillLoading(Refusal):
    """This process doesn't hold the residents yet; it is fetching them."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Keeper:
    """Everybody as this process holds them; nothing is read before somebody asks."""

    def __init__(self, database_url: str, clock: Clock = utc_now, *, writes: bool = False) -> None:
        self.url, self.clock, self.writes = database_url, clock, writes
        self.held: Population | None = None
        self.told, self.there = asyncio.Event(), asyncio.Event()
        self.lock = asyncio.Lock()
        self.following: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to hold everybody, if that hasn't begun."""
        if self.following is None:
            self.following = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Let go."""
        if self.following is not None:
            self.following.cancel()
            with suppress(asyncio.CancelledError):
                await self.following

    async def ask(self, question: Callable[[Population], T], patience: float = 5.0) -> T:
        """Ask something of everybody, while nobody changes; raises StillLoading when they aren't here yet."""
        self.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.there.wait()
        async with self.lock:
            if self.held is None:
                raise StillLoading
            return await asyncio.to_thread(question, self.held)

    async def _follow(self) -> None:
        """Load, then hear of changes, for ever; a lost connection is opened again and nothing is lost with it."""
        while True:
            db: Db | None = None
            try:
                db = await asyncpg.connect(self.url)
                await prepare(db)
                await db.add_listener(CHANNEL, lambda *_: self.told.set())
                db.add_termination_listener(lambda *_: self.told.set())
                await self._live(db)
            except LOST as error:
                log.worry("population.watch_lost", error=type(error).__name__)
                await asyncio.sleep(1)
            finally:
                if db is not None:
                    db.terminate()

    async def _live(self, db: Db) -> None:
        while not db.is_closed():
            self.told.clear()
            await self._look(db)
            if self.writes:
                await load.write_index_rows(db, (await self._loaded(db)).layout)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.told.wait()

    async def _look(self, db: Db) -> None:
        """Take over what has changed; at midnight in Shenzhen, and at the start, the day turns."""
        held = await self._loaded(db)
        today = local_date(self.clock())
        async with self.lock:
            await load.catch_up(db, held)
            if today not in held.days:
                held.turn(today)

    async def _loaded(self, db: Db) -> Population:
        if self.held is None or await load.is_other_database(db, self.held):
            began = time.perf_counter()
            self.held = await load.load(db)
            self.there.set()
            log.fact("population.loaded", count=self.held.count, seconds=round(time.perf_counter() - began, 2))
        return self.held
