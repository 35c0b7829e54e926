"""`python -m bench.rules [--full]`: our population index and generated function beside peers and a compute floor.

All engines answer the same rules for the same residents, and their counts are compared. Times are medians of rounds in
which every engine takes its turn, so that a busy minute hits all. Ratios are of processor time of all threads (of wall time
for PostgreSQL, which is another process); the ratios matter, not the milliseconds.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from backend.registers.attributes import attributes
from backend.rules.answer import answer
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.comparators import AtLeast
from backend.rules.conditions import AllOf, Atom
from backend.rules.decide import decide
from backend.rules.facts import read_facts
from backend.rules.grants import grant_result
from backend.rules.types import Fact
from bench.rules import floor, peers
from bench.rules.world import ON, World, atoms_in, world

FEW = 10


class Taken(NamedTuple):
    """Median milliseconds: by the clock, and of the processor (none for another process)."""

    wall: float
    cpu: float | None


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description="rules: district and single resident, beside peers")
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--full", action="store_true", help="1,500,000 residents")
    given = asked.parse_args()
    people = 1_500_000 if given.full else given.people
    held = world(people)
    requirements = sum(len(versions[0].require) for versions in held.rules.values())
    print(
        f"{people:,} residents, {len(held.rules)} rules, {requirements} requirements, {len(atoms_in(held.rules))} comparisons"
    )
    district(held, given.rounds)
    single(held, given.rounds)


def district(held: World, rounds: int) -> None:
    """All rules over all residents."""
    conditions = [AllOf(versions[0].require) for versions in held.rules.values()]
    kept = BitmapIndex(held.columns, ON)
    kept.prepare(conditions)

    def raw() -> list[int]:
        index = BitmapIndex(held.columns, ON)
        index.prepare(conditions)
        return [index.count(condition) for condition in conditions]

    engines: dict[str, Callable[[], list[int]]] = {
        "ours, from raw columns": raw,
        "ours, kept index": lambda: [kept.count(one) for one in conditions],
    }
    if floor.available():
        engines = {"compute floor (generated C, 1 thread)": floor.floor(held), **engines}
    engines["polars, lazy"] = peers.polars(held)
    times = in_turns(engines, rounds)
    counts = {name: engine() for name, engine in engines.items()}
    if len({tuple(count) for count in counts.values()}) != 1:
        raise SystemExit("the engines disagree")
    first = next(iter(times))
    told = times[first]
    for name, taken in times.items():
        line(name, taken, told)
    slow(held, rounds, told, counts[first])
    changes(held, kept, rounds)


def slow(held: World, rounds: int, limit: Taken, expected: list[int]) -> None:
    """Peers that need seconds: a few rules, extended to all."""
    scale = len(held.rules) / FEW
    fisca = peers.openfisca(held, FEW)
    if fisca() != expected[:FEW]:
        raise SystemExit("OpenFisca disagrees")
    taken = in_turns({"x": fisca}, min(rounds, 3))["x"]
    line(f"OpenFisca, {FEW} rules, extended", Taken(taken.wall * scale, taken.cpu * scale), limit)
    wall = asyncio.run(_postgres(held, expected)) * scale
    line(f"PostgreSQL, {FEW} rules in a scan, extended", Taken(wall, None), limit)


async def _postgres(held: World, expected: list[int]) -> float:
    server, db, query = await peers.postgres(held, FEW)
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        row = await db.fetchrow(query)
        taken.append((time.perf_counter() - start) * 1000)
    await db.close()
    server.cleanup()
    if list(row) != expected[:FEW]:
        raise SystemExit("PostgreSQL disagrees")
    return statistics.median(taken)


def changes(held: World, kept: BitmapIndex, rounds: int) -> None:
    """One rule edited, and one resident changed, with everything else kept."""
    versions = next(iter(held.rules.values()))
    edited = AllOf((*versions[0].require, Atom(attributes()["age"], AtLeast(63), "63")))
    known = AllOf((*versions[0].require, Atom(attributes()["age"], AtLeast(60), "60")))
    kept.count(known)

    def with_new_limit() -> int:
        kept.kept.pop(("age", AtLeast(63), True), None)
        return kept.count(edited)

    facts = [Fact(value=number % 40, source="social_insurance", as_of=ON) for number in range(1000)]

    def thousand() -> None:
        for row, fact in enumerate(facts):
            kept.change(row, "insured_months_running", fact)

    taken = in_turns({"known": lambda: kept.count(known), "new": with_new_limit, "profile": thousand}, rounds * 3)
    for name, says in (("known", "limits known"), ("new", "one limit new")):
        print(f"  one changed rule, {says + ':':<27}{taken[name].wall:10.3f} ms {taken[name].cpu:10.3f} ms cpu")
    print(f"  one profile change, {len(kept.kept)} bitmaps kept:         {taken['profile'].wall:10.2f} µs")


def single(held: World, rounds: int) -> None:
    """All rules for one resident."""
    rules = [rule for several in held.rules.values() for rule in several]
    people = [read_facts(person, attributes(), "population", ON) for person in held.people]
    contexts = [_context(held, row) for row in range(len(people))]
    zen = peers.zen(held)
    engines: dict[str, Callable[[], Any]] = {
        "ours": lambda: each(lambda facts: [grant_result(rule, facts, ON) for rule in rules], people),
        "explained": lambda: each(
            lambda facts: [answer(part, facts, ON) for rule in rules for part in rule.require], people
        ),
        "decided": lambda: each(
            lambda facts: [decide(several, facts, ON) for several in held.rules.values()], people[:FEW]
        ),
        "zen-engine": lambda: each(zen, contexts[:20]),
    }
    taken = {name: (times.cpu or 0) * 1000 for name, times in in_turns(engines, rounds).items()}
    ours = taken["ours"] / len(people)
    print(f"one resident, {len(held.rules)} rules")
    told = taken["explained"] / len(people)
    print(f"  ours, no trace:                    {ours:9.1f} µs   1.00 x")
    print(f"  ours, every requirement explained: {told:9.1f} µs {told / ours:6.1f} x")
    decided = taken["decided"] / FEW
    print(
        f"  ours, decided, all in sentences:   {decided:9.1f} µs {decided / ours:6.1f} x, {decided / len(rules):.0f} µs a rule"
    )
    print(
        f"  zen-engine, no trace:              {taken['zen-engine'] / 20:9.1f} µs {taken['zen-engine'] / 20 / ours:6.1f} x"
    )


def each(ask: Callable[[Any], Any], people: list[Any]) -> None:
    """Ask for one after the other, keeping nothing: what is kept would be the garbage collector's time."""
    for person in people:
        ask(person)


def _context(held: World, row: int) -> dict[str, int]:
    return {name: int(np.int64(column.values[row])) for name, column in held.columns.by_name.items()}


def in_turns(engines: dict[str, Callable[[], Any]], rounds: int) -> dict[str, Taken]:
    """The time of each engine, each taking its turn in every round; the first round only warms up."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    for turn in range(rounds + 1):
        for name, engine in engines.items():
            wall, cpu = time.perf_counter(), time.process_time()
            engine()
            if turn:
                taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: Taken(*(statistics.median(side) * 1000 for side in zip(*times, strict=True)))
        for name, times in taken.items()
    }


def line(name: str, taken: Taken, limit: Taken) -> None:
    """One engine, with its ratio to the limit."""
    ratio = taken.wall / limit.wall if taken.cpu is None else taken.cpu / limit.cpu
    cpu = " " * 10 if taken.cpu is None else f"{taken.cpu:10.2f}"
    print(f"  {name:<44} {taken.wall:10.2f} ms {cpu} ms cpu {ratio:9.2f} x")


if __name__ == "__main__":
    main()
