"""Gathers what a rule may look at: what registers told us, what was verified here, what the applicant declares."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from backend.kit.clock import local_date
from backend.registers.attributes import attributes
from backend.residents.known import Held, as_fact, read_held, settled
from backend.rules.facts import fact_of, silent
from backend.rules.rule import Rule, names_to_gather
from backend.rules.types import Attribute, Fact, Facts


def gather(rules: Iterable[Rule], held: Held, declared: Mapping[str, Any], now: datetime) -> Facts:
    """The facts for these rules at this moment; what nobody told us is silent, never assumed."""
    known = attributes()
    today = local_date(now)
    return {name: fact_for(known[name], held, declared, today) for name in names_to_gather(rules)}


def fact_for(attribute: Attribute, held: Held, declared: Mapping[str, Any], today: date) -> Fact:
    """One fact: what the sources agree on, or that they are silent."""
    if attribute.source == "self" and declared.get(attribute.name) not in (None, ""):
        return fact_of(attribute, declared[attribute.name], "self", today)
    return settled(attribute, held.get(attribute.name), today) or silent(attribute.source, today)


def stale(rules: Iterable[Rule], held: Held, today: date) -> tuple[str, ...]:
    """The attributes that a register should be asked (again) before deciding."""
    known = attributes()
    wanted = (known[name] for name in names_to_gather(rules))
    return tuple(a.name for a in wanted if a.source not in NOT_ASKED and not fresh(a, held, today))


NOT_ASKED = frozenset({"self", "district", "calendar"})


def fresh(attribute: Attribute, held: Held, today: date) -> bool:
    """Does the profile hold a usable answer from today's point of view?"""
    told = [as_fact(attribute, one) for one in read_held(held.get(attribute.name))]
    return bool(told) and all(f.expires is None or f.expires >= today for f in told)
