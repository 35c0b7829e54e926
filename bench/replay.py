"""Replay: every stored decision made again from its sealed inputs, beside the bare rule engine on the same inputs.

`python -m bench.replay [decisions]` seals that many sample decisions of all rules (by COPY, default 20,000) into a real database,
replays them in one process and in as many as there are cores, and demands that every byte is the same.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
from msgspec.structs import replace

from backend.cases.decisions.replay import replay
from backend.cases.rule_replay.compare import Tally
from backend.cases.rule_replay.run import RulesCompared, submitted
from backend.cases.rule_replay.types import RuleReplay
from backend.cases.services import case_services
from backend.cases.types import DecisionInputs
from backend.catalogue.load import read_all_rules
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import open_pool, prepare, transaction
from backend.registers.attributes import attributes
from backend.registers.client import Registers
from backend.rules.decide import decide
from backend.rules.decision import canonical
from backend.rules.facts import read_facts
from backend.rules.rule import Rule, seal, words_for
from backend.seed import seed
from backend.settings import Settings
from bench.house import NOW, house

PEOPLE = 1000
CHANGED = "FT0205001"


def samples() -> list[tuple[str, tuple[Rule, ...], Any]]:
    """The cases written beside all rules: service, rules, and a case with its facts and day."""
    files = read_all_rules()
    return [(code, file.rules, case) for code, file in files.items() for case in file.cases]


def sealed(vault: Vault, count: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """So many decisions as the table holds them; each turn through the cases is ten days later than the one before."""
    every, rules_of = samples(), {}
    for n, (code, rules, case) in enumerate(islice(cycle(every), count)):
        on = case.on + timedelta(days=10 * (n // len(every)))
        inputs = DecisionInputs(
            on,
            read_facts(case.facts, words_for(rules, attributes()), "sample", on),
            rules_of.setdefault(code, seal(rules)),
        )
        decision, id = decide(rules, inputs.facts, on), uuid4()
        yield code, (
            id, decision.outcome, "rule", decision.rule and decision.rule.valid_from.isoformat(), decision.rule and decision.rule.digest,
            on, vault.seal(msgspec.json.encode(inputs, order="deterministic"), f"inputs:{id}"),
            vault.seal(canonical(decision), f"result:{id}"), NOW,
        )  # fmt: skip


async def fill(settings: Settings, admin: str, count: int) -> float:
    """The rows, by COPY; answers the mebibytes they take."""
    vault = Vault(settings.sealing_keys, settings.hash_key)
    await seed(settings)
    db = await asyncpg.connect(admin)
    await prepare(db)
    version = await db.fetchval("select id from service_version where code = 'FT0205001' and state = 'published'")
    people = [uuid4() for _ in range(PEOPLE)]
    await db.copy_records_to_table("person", records=[(p, 2) for p in people], columns=["id", "assurance"])
    cases, decisions = [], []
    for n, (code, row) in enumerate(sealed(vault, count)):
        case: UUID = uuid4()
        state = "approved" if row[1] == "approve" else "submitted"
        cases.append((case, f"R{n:09d}", people[n % PEOPLE], people[n % PEOPLE], code, version, state, "civil_affairs"))
        decisions.append((row[0], case, *row[1:]))
    columns = ["id", "number", "principal", "opened_by", "service", "service_version", "state", "department"]
    await db.copy_records_to_table("cases", records=cases, columns=columns)
    columns = ["id", "case_id", "outcome", "decided_by", "rule", "rule_digest", "decided_on", "inputs", "result", "at"]
    await db.copy_records_to_table("decision", records=decisions, columns=columns)
    await db.execute("vacuum analyze")
    size = await db.fetchval("select pg_total_relation_size('decision')")
    await db.close()
    return float(size) / 2**20


def bare(count: int) -> float:
    """Seconds for the same decisions with the facts in hand: no database, no seal, no comparing."""
    every = [
        (rules, read_facts(case.facts, words_for(rules, attributes()), "sample", case.on), case.on)
        for _, rules, case in samples()
    ]
    started = time.perf_counter()
    for rules, facts, on in islice(cycle(every), count):
        canonical(decide(rules, facts, on))
    return time.perf_counter() - started


async def tried(settings: Settings) -> tuple[int, float]:
    """How many cases of the senior allowance a changed rule was tried on, and the seconds that it took."""
    rules = read_all_rules()[CHANGED].rules
    first, rest = rules[-1].grant[0], rules[-1].grant[1:]
    new = (*rules[:-1], replace(rules[-1], grant=(replace(first, amount=(first.amount or 0) + 20), *rest)))
    services = case_services(settings, Registers(settings))
    asked = RuleReplay(
        id=uuid4(), code=CHANGED, rules=[], state="running", done=0, total=0, counts=(), asked_at=NOW, changed_at=NOW
    )
    pool, tally, count = await open_pool(settings.database_url, 2), Tally(), 0
    started = time.perf_counter()
    async for batch in submitted(
        lambda: transaction(pool), services, asked, RulesCompared(rules, new, local_date(NOW)), tally
    ):
        count += batch
    took = time.perf_counter() - started
    await pool.close()
    return count, took


def main(count: int) -> None:
    """The figures, as lines of a page."""
    with house() as (_, settings, admin):
        size = asyncio.run(fill(settings, admin, count))
        print(f"{count:,} decisions of {len(read_all_rules())} rules sealed, {size:,.0f} MiB")
        floor = bare(count)
        print(f"the rules alone, facts in hand, one process: {floor:.1f} s ({count / floor:,.0f}/s)")
        for processes in (1, os.cpu_count() or 1):
            started = time.perf_counter()
            done = asyncio.run(replay(settings, processes))
            took = time.perf_counter() - started
            print(f"replay in {processes} process(es): {done.same:,} the same, {len(done.different)} different, {took:.1f} s "
                  f"({count / took:,.0f}/s), {took / floor:.2f} x the rules alone")  # fmt: skip
            assert done.same == count, done.different[:3]
        cases, took = asyncio.run(tried(settings))
        print(f"a changed rule tried on {cases:,} cases: {took:.2f} s, {took / cases * 1000:.2f} ms a case")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
