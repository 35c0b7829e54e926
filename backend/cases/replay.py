"""Decides every stored decision again from its sealed inputs and demands the same result, byte for byte."""

from uuid import UUID

import asyncpg
import msgspec

from backend.cases import store
from backend.cases.submitting import Inputs
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.rules.decide import decide
from backend.rules.decision import canonical
from backend.rules.rule import unseal
from backend.settings import Settings


async def replay(settings: Settings) -> tuple[int, list[UUID]]:
    """How many decisions came out the same, and the ids of those that didn't."""
    vault = Vault(settings.sealing_keys, settings.hash_key)
    db = await asyncpg.connect(settings.database_url)
    await prepare(db)
    same, different, after = 0, [], UUID(int=0)
    try:
        while held := await store.all_decisions(db, after=after):
            for one in held:
                if again(vault, one) == vault.open(one.result, f"result:{one.id}"):
                    same += 1
                else:
                    different.append(one.id)
            after = held[-1].id
    finally:
        await db.close()
    return same, different


def again(vault: Vault, held: store.DecisionToReplay) -> bytes:
    """The decision made anew from exactly what was sealed with it; no register is asked."""
    inputs = msgspec.json.decode(vault.open(held.inputs, f"inputs:{held.id}"), type=Inputs)
    return canonical(decide(unseal(inputs.rules), inputs.facts, inputs.on))
