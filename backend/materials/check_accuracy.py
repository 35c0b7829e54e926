"""Accuracy of each check: agreement with people's decisions, counted without any link to a person or paper.

A check may send a paper back only while nothing shows that it is wrong too often. Said so: once enough papers were judged by
people, it keeps that right while the upper end of the confidence interval of its agreement (Wilson, 1927; one-sided, 99 %,
because we look after every paper) reaches the limit; below, its failures become advice, and the paper goes on to a person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import sqrt
from typing import Any, Literal

from msgspec import Struct

from backend.audit.log import note
from backend.kit.log import worry
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import NotThere
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.materials import store
from backend.materials.reading.run_checks import VERSIONS
from backend.materials.types import CheckRecord, Material
from backend.residents import separation
from backend.residents.types import Staff

LIMIT = 0.9
"""A check whose word people overturn more often than once in ten may not send a paper back."""
ENOUGH = 5
"""So many failures must have been judged before they say anything."""
Z = 2.326
ITSELF = "futian"
DEMOTED = Messages.beside(__file__).take("demoted")
KINDS = ("asked", "raised", "upheld", "overturned", "confirmed", "missed")
View = Literal["usable", "unusable"]


class Agreement(Struct, frozen=True):
    """Share of a check's failures that people confirmed, with its confidence interval."""

    share: float
    low: float
    high: float
    judged: int


def wilson_interval(right: int, all_: int, z: float = Z) -> tuple[float, float]:
    """Return the Wilson score interval of a share (E. B. Wilson, 1927); valid for small counts and shares near 0 and 1."""
    if not all_:
        return 0.0, 1.0
    share, square = right / all_, z * z
    middle = (share + square / (2 * all_)) / (1 + square / all_)
    half = z / (1 + square / all_) * sqrt(share * (1 - share) / all_ + square / (4 * all_ * all_))
    return max(0.0, middle - half), min(1.0, middle + half)


def agreement(record: CheckRecord) -> Agreement:
    """Return how often people agreed when this check sent a paper back."""
    judged = record.upheld + record.overturned
    low, high = wilson_interval(record.upheld, judged)
    return Agreement(record.upheld / judged if judged else 0.0, low, high, judged)


def is_unreliable(record: CheckRecord) -> bool:
    """Check whether people provably overturn this check too often."""
    now = agreement(record)
    return record.mode == "blocking" and now.judged >= ENOUGH and now.high < LIMIT


async def advisory_checks(db: Db) -> frozenset[str]:
    """Return the checks that only advise at present, and send nothing back."""
    return frozenset(r.check_name for r in await current(db) if r.mode == "advice")


async def current(db: Db) -> list[CheckRecord]:
    """Return the records of the check versions in use."""
    return [r for r in await store.records(db) if VERSIONS.get(r.check_name) == r.version]


async def count_asked(db: Db, findings: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Count that these checks ran, and which of them failed."""
    counts: Counter[tuple[str, str]] = Counter()
    for found in findings:
        counts[found["check"], "asked"] += 1
        counts[found["check"], "raised"] += found["outcome"] == "failed"
    await _add(db, counts, now)


async def record_judgement(db: Db, paper: Material, view: View, because: Iterable[str], now: datetime) -> bool:
    """Record a person's judgement of a paper: usable, or unusable because of these checks. Only the first one counts."""
    if not await store.judge(db, id=paper.id, principal=paper.principal, judged=view):
        return False
    counts = compare_with_person(paper.findings, view, frozenset(because))
    await _add(db, counts, now)
    await _demote(db, now)
    return True


def compare_with_person(
    findings: Iterable[Mapping[str, Any]], view: View, because: frozenset[str]
) -> "Counter[tuple[str, str]]":
    """Compare a person's judgement with each check. A failure that a rejecting person doesn't name isn't counted: they may agree."""
    counts: Counter[tuple[str, str]] = Counter()
    for found in findings:
        check, outcome = found["check"], found["outcome"]
        if outcome == "failed" and (view == "usable" or check in because):
            counts[check, "overturned" if view == "usable" else "upheld"] += 1
        elif outcome == "passed":
            counts[check, "missed" if check in because else "confirmed"] += 1
    return counts


async def set_advisory(
    db: Db, check: str, mode: Literal["blocking", "advice"], by: Staff, reason: str, now: datetime
) -> None:
    """Make a check advisory, or binding again; restarts its counts. Raises NotThere, ReasonNeeded."""
    if check not in VERSIONS:
        raise NotThere
    reason = need_reason(reason)
    await separation.authorize(db, by, "check.turned", f"check:{check}", now)
    await _turn(db, (check,), mode, by.subject, reason[:500], now)
    await note(db, by.actor, "check.turned", check, now, mode=mode)


async def _demote(db: Db, now: datetime) -> None:
    """Make checks below the limit advisory, and release papers that only they stopped."""
    names = tuple(record.check_name for record in await current(db) if is_unreliable(record))
    if names:
        await _turn(db, names, "advice", ITSELF, DEMOTED(Audience.OFFICER).text, now)
        worry("check.demoted", checks=",".join(names))


async def _turn(db: Db, names: tuple[str, ...], mode: str, by: str, reason: str, now: datetime) -> None:
    for name in names:
        await store.begin_term(
            db, check_name=name, version=VERSIONS[name], mode=mode, at=now, changed_by=by, reason=reason
        )
    if mode == "advice":
        await store.unblock(db, names=sorted(await advisory_checks(db)))


async def _add(db: Db, counts: "Counter[tuple[str, str]]", now: datetime) -> None:
    names = sorted({check for check, _ in counts if check in VERSIONS})
    if not names:
        return
    versions = [VERSIONS[name] for name in names]
    await store.first_terms(db, names=names, versions=versions, at=now)
    columns = {kind: [counts[name, kind] for name in names] for kind in KINDS}
    await store.count(db, names=names, versions=versions, **columns)
