"""Replay: decide every stored decision again from its sealed inputs and compare the results byte for byte.

Where only sentences differ, because a message has been reworded since, the decision is the same and is counted apart.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Struct

from backend.cases.decisions import store
from backend.cases.decisions.inputs import decode_rules, open_inputs
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.kit.sql import Db
from backend.rules.decide import decide
from backend.rules.decision import Decision, canonical, without_sentences
from backend.rules.officer_approval import approve
from backend.settings import Settings

PARTS = 16  # decisions have random ids: each part of the numbers holds about as many
LAST_ID = (1 << 128) - 1


class ReplayResult(Struct, frozen=True):
    """Number of identical decisions, of those that only say it in other words, and the ids of the others."""

    same: int
    reworded: int
    different: tuple[UUID, ...]


async def replay(settings: Settings, processes: int = 0) -> ReplayResult:
    """Replay all decisions, in `processes` processes (0: one per core)."""
    borders = [UUID(int=LAST_ID * n // PARTS) for n in range(PARTS + 1)]
    parts = list(pairwise(borders))
    if processes == 1:
        found = [await replay_part(settings, after, until) for after, until in parts]
    else:
        loop = asyncio.get_running_loop()
        with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=get_context("spawn")) as pool:
            found = await asyncio.gather(
                *(loop.run_in_executor(pool, replay_part_in_process, settings, *part) for part in parts)
            )
    return ReplayResult(
        sum(one.same for one in found),
        sum(one.reworded for one in found),
        tuple(id for one in found for id in one.different),
    )


def replay_part_in_process(settings: Settings, after: UUID, until: UUID) -> ReplayResult:
    """Replay one part; entry point of a worker process."""
    return asyncio.run(replay_part(settings, after, until))


async def replay_part(settings: Settings, after: UUID, until: UUID) -> ReplayResult:
    """Replay the decisions with `after` < id <= `until`."""
    vault = Vault(settings.sealing_keys, settings.hash_key)
    same, reworded, different = 0, 0, []
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        async for one in stored_decisions(db, after, until):
            again, sealed = decide_again(vault, one), vault.open(one.result, f"result:{one.id}")
            if again == sealed:
                same += 1
            elif says_the_same(again, sealed):
                reworded += 1
            else:
                different.append(one.id)
    finally:
        await db.close()
    return ReplayResult(same, reworded, tuple(different))


async def stored_decisions(db: Db, after: UUID, until: UUID) -> AsyncIterator[store.DecisionToReplay]:
    """Iterate over stored decisions in batches of 1000."""
    while batch := await store.all_decisions(db, after=after, until=until):
        for one in batch:
            yield one
        after = batch[-1].id


def says_the_same(one: bytes, other: bytes) -> bool:
    """Check whether two decisions differ in nothing but their sentences."""
    first, second = (without_sentences(msgspec.json.decode(raw, type=Decision)) for raw in (one, other))
    return canonical(first) == canonical(second)


def decide_again(vault: Vault, decision: store.DecisionToReplay) -> bytes:
    """Decide again from the sealed inputs only; no register is asked."""
    inputs = open_inputs(vault, decision)
    rules = decode_rules(inputs.rules)
    if inputs.words is UNSET:
        return canonical(decide(rules, inputs.facts, inputs.on))
    return canonical(approve(rules, inputs.facts, inputs.on, inputs.words))
