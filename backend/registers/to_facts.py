"""Convert register responses to facts for rules and entries for a profile; pure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast, get_args

from backend.kit.clock import local_date
from backend.registers.attributes import attributes
from backend.registers.types import PARTICULARS, Answers, RegisterValue
from backend.rules.facts import fact_of
from backend.rules.types import Fact, Register

REGISTERS: frozenset[str] = frozenset(get_args(Register))
LONGEST_TEXT = 200


def register_of(name: str) -> Register | None:
    """Return the register that can be asked for an attribute; None for declared, own, derived or unknown ones."""
    if name in PARTICULARS:
        return PARTICULARS[name]
    attribute = attributes().get(name)
    if attribute is None or attribute.derived is not None or attribute.source not in REGISTERS:
        return None
    return cast(Register, attribute.source)


def names_by_register(wanted: Iterable[str]) -> dict[Register, tuple[str, ...]]:
    """Group attribute names by the register to ask."""
    questions: dict[Register, tuple[str, ...]] = {}
    for name in dict.fromkeys(wanted):
        register = register_of(name)
        if register is not None:
            questions[register] = (*questions.get(register, ()), name)
    return questions


def facts_from_answers(
    wanted: Iterable[str], told: Iterable[RegisterValue], unanswered: frozenset[Register], now: datetime
) -> Answers:
    """Return one fact per responding source; contradictions are kept, so that rules see them."""
    facts: dict[str, tuple[Fact, ...]] = {}
    for one in told:
        facts[one.attribute] = (*facts.get(one.attribute, ()), fact(one, now))
    return Answers(facts=facts, silent=frozenset(wanted) - facts.keys(), unanswered=unanswered)


def profile_entries(told: Iterable[RegisterValue], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return what a profile stores; identifying texts and values that don't fit the dictionary are dropped."""
    entries: dict[str, list[dict[str, Any]]] = {}
    for one in told:
        if fact(one, now).trouble is None and (one.value is not None or one.attribute not in PARTICULARS):
            entries.setdefault(one.attribute, []).append(_entry(one, now))
    return entries


def fact(one: RegisterValue, now: datetime) -> Fact:
    """Convert one value: no record gives a fact without value, a wrong shape gives trouble."""
    as_of = local_date(min(one.as_of, now))  # a register whose clock runs ahead does not make its answer keep longer
    expires = None if one.expires is None else local_date(one.expires)
    settled = _settled(one, as_of, expires)
    return Fact(
        value=settled.value, source=settled.source, as_of=as_of, expires=expires, trouble=settled.trouble, asked_at=now
    )


def _settled(one: RegisterValue, as_of: date, expires: date | None) -> Fact:
    if one.value is None:
        return Fact(source=one.source, as_of=as_of)
    if one.attribute in PARTICULARS:
        if isinstance(one.value, str) and 0 < len(one.value) <= LONGEST_TEXT:
            return Fact(value=one.value, source=one.source, as_of=as_of)
        return Fact(source=one.source, as_of=as_of, trouble="malformed")
    return fact_of(attributes()[one.attribute], one.value, one.source, as_of, expires)


def _entry(one: RegisterValue, now: datetime) -> dict[str, Any]:
    as_of = min(one.as_of, now)
    entry: dict[str, Any] = {"value": one.value, "source": one.source, "as_of": as_of.isoformat()}
    return entry if one.expires is None else {**entry, "expires": one.expires.isoformat()}
