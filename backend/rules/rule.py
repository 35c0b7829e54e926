"""What a rule is: requirements, ordered grants and dated obligations, valid from a day, with its legal basis."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backend.rules.comparators import IsKnown
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.types import Attribute

Provenance = Literal["verified", "general", "proposal"]
Period = Literal["once", "month", "year"]
FirstMonth = Literal["of_approval", "after_approval"]
Who = Literal["applicant", "family", "district"]
Event = Literal[
    "approval",
    "missed_check",
    "check_passed",
    "death",
    "moved_out_of_city",
    "moved_within_city",
    "phone_changed",
    "account_changed",
    "overpaid",
    "changed_or_stopped",
]
Effect = Literal["stops_next_month", "resumes_this_month", "starts_next_month", "stops_at_once"]
Outcome = Literal["approve", "person"]


class RulePart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every part of a rule has in common: immutable, named, nothing unknown."""


class Grant(RulePart, frozen=True, kw_only=True):
    """What is granted when its condition is the first to hold; without a condition it is the last resort."""

    when: Condition | None = None
    says: str = ""
    amount: int | None = None
    unit: str = ""
    period: Period | None = None
    first_month: FirstMonth | None = None
    for_months: int | None = None
    until: Attribute | None = None


class Obligation(RulePart, frozen=True, kw_only=True):
    """What someone owes afterwards: in certain months of each year, or within so long after an event."""

    key: str
    who: Who
    says: str
    months: tuple[int, ...] = ()
    after: Event | None = None
    within_days: int | None = None
    within_months: int | None = None
    effect: Effect | None = None
    provenance: Provenance = "verified"


class Rule(RulePart, frozen=True, kw_only=True):
    """One dated version of what a service asks and gives."""

    valid_from: date
    basis: str
    provenance: Provenance
    require: tuple[Condition, ...]
    valid_to: date | None = None
    grant: tuple[Grant, ...] = ()
    obligation: tuple[Obligation, ...] = ()
    note: str = ""


class Expect(RulePart, frozen=True, kw_only=True):
    """What a case must come to; what is left out is not looked at."""

    outcome: Outcome
    failing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    amount: int | None = None
    period: Period | None = None
    holds_from: date | None = None


class RuleTestCase(RulePart, frozen=True, kw_only=True):
    """One situation that a policy officer can read: who, on which day, and what must come of it."""

    name: str
    on: date
    facts: dict[str, Any]
    expect: Expect


class RuleFile(RulePart, frozen=True, kw_only=True):
    """All rules of one service, with their cases, and whether its machine decision is switched on."""

    service: str
    enabled: bool
    rules: tuple[Rule, ...]
    cases: tuple[RuleTestCase, ...] = ()


def in_force(rules: Sequence[Rule], on: date) -> Rule | None:
    """The rule that applies on a date: the latest that has begun and has not ended; none when there is a gap."""
    running = [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)]
    return max(running, key=lambda rule: rule.valid_from, default=None)


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """Every condition a rule may ask, requirements first, then what its grants depend on."""
    return (*rule.require, *(condition for grant in rule.grant for condition in conditions_of_grant(grant)))


def conditions_of_grant(grant: Grant) -> tuple[Condition, ...]:
    """What must be known before a grant can be given: its condition, and the day on which it ends."""
    when = () if grant.when is None else (grant.when,)
    return when if grant.until is None else (*when, Atom(grant.until, IsKnown()))


def attributes_of(rules: Iterable[Rule]) -> tuple[Attribute, ...]:
    """The attributes that deciding by these rules may look at, each once, in the order asked."""
    found: dict[str, Attribute] = {}
    for rule in rules:
        for condition in conditions_of(rule):
            for atom in atoms_of(condition):
                found.setdefault(atom.attribute.name, atom.attribute)
    return tuple(found.values())


def names_to_gather(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The names of the facts that deciding by these rules may look at, in the order asked; never a derived one."""
    names = (fact_name(attribute) for attribute in attributes_of(rules))
    return tuple(dict.fromkeys(name for name in names if name))


def seal(rules: Sequence[Rule]) -> bytes:
    """Rules as canonical JSON that needs no dictionary to be read again: what a decision was really made by."""
    return msgspec.json.encode(rules, order="deterministic")


def unseal(sealed: bytes) -> tuple[Rule, ...]:
    """The rules behind sealed bytes."""
    return msgspec.json.decode(sealed, type=tuple[Rule, ...])


def digest(rule: Rule) -> str:
    """The fingerprint of one rule with everything it says, as hexadecimal SHA-256."""
    return sha256(msgspec.json.encode(rule, order="deterministic")).hexdigest()
