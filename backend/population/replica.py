"""Replica of the population in one process: loaded at the first question, kept current by LISTEN/NOTIFY."""

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
    """This process is still loading the population."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class PopulationReplica:
    """Loads the population at the first question and follows its changes."""

    def __init__(self, database_url: str, clock: Clock = utc_now, *, writes: bool = False) -> None:
        self.url, self.clock, self.writes = database_url, clock, writes
        self.population: Population | None = None
        self.told, self.there = asyncio.Event(), asyncio.Event()
        self.lock = asyncio.Lock()
        self.following: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start loading, if not started yet."""
        if self.following is None:
            self.following = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop following changes."""
        if self.following is not None:
            self.following.cancel()
            with suppress(asyncio.CancelledError):
                await self.following

    async def ask(self, question: Callable[[Population], T], patience: float = 5.0) -> T:
        """Run a question in a thread while the population doesn't change; raises StillLoading."""
        self.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.there.wait()
        async with self.lock:
            if self.population is None:
                raise StillLoading
            return await asyncio.to_thread(question, self.population)

    async def _follow(self) -> None:
        """Load and follow changes for ever; reconnects after a lost connection without losing changes."""
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
            await self.look(db)
            if self.writes:
                await load.write_index_rows(db, (await self._loaded(db)).layout)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.told.wait()

    async def look(self, db: Db) -> None:
        """Apply changes; at the start and at midnight in Shenzhen, switch to the new day."""
        population = await self._loaded(db)
        today = local_date(self.clock())
        async with self.lock:
            await load.catch_up(db, population)
            if today not in population.days:
                population.turn(today)

    async def _loaded(self, db: Db) -> Population:
        if self.population is None or await load.is_other_database(db, self.population):
            began = time.perf_counter()
            self.population = await load.load(db)
            self.there.set()
            log.fact("population.loaded", count=self.population.count, seconds=round(time.perf_counter() - began, 2))
        return self.population
