"""Types of a rule: requirements, ordered grants and dated obligations, valid from a day, with a legal basis."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from backend.rules.comparators import IsKnown
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.types import Attribute, Dictionary, ObjectKind

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
Effect = Literal["stops_next_month", "resumes_this_month", "resumes_with_arrears", "starts_next_month", "stops_at_once"]
"""What an event does to payments; `resumes_with_arrears`: from its month, and the months of the pause are paid too."""
Outcome = Literal["approve", "person"]
ANSWER = "answer:"
"""Begins the name of a fact that the applicant gives in the form; the rest is the key of the question."""


class RulePart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all parts of a rule: immutable, unknown fields refused."""


class GrantRule(RulePart, frozen=True, kw_only=True):
    """Benefit given if its condition is the first that is true; without a condition it is the default."""

    when: Condition | None = None
    says: str = ""
    amount: int | None = None
    unit: str = ""
    period: Period | None = None
    first_month: FirstMonth | None = None
    for_months: int | None = None
    until: Attribute | None = None


class Obligation(RulePart, frozen=True, kw_only=True):
    """Obligation after an approval: in certain months of each year, or within a period after an event."""

    key: str
    who: Who
    says: str
    months: tuple[int, ...] = ()
    after: Event | None = None
    within_days: int | None = None
    within_months: int | None = None
    effect: Effect | None = None
    provenance: Provenance = "verified"


class RuleObject(RulePart, frozen=True, kw_only=True):
    """Thing that a service is applied for: its kind, and the questions of the form that name it."""

    kind: ObjectKind
    number: str
    name: str = ""


class Rule(RulePart, frozen=True, kw_only=True):
    """One dated version of the requirements and grants of a service.

    What is UNSET is left out of the bytes, so that rules sealed before the field existed keep their digest.
    """

    valid_from: date
    basis: str
    provenance: Provenance
    require: tuple[Condition, ...]
    valid_to: date | None = None
    grant: tuple[GrantRule, ...] = ()
    obligation: tuple[Obligation, ...] = ()
    note: str = ""
    objects: tuple[RuleObject, ...] | UnsetType = UNSET
    start: str | UnsetType = (
        UNSET  # where the first day was read; empty: unknown, the rule counts from when it was read
    )
    laws: tuple[str, ...] | UnsetType = UNSET  # one for each requirement: the article, or that it is a proposal


class Expect(RulePart, frozen=True, kw_only=True):
    """Expected decision of a test case; omitted fields aren't compared."""

    outcome: Outcome
    failing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    amount: int | None = None
    period: Period | None = None
    holds_from: date | None = None


class RuleTestCase(RulePart, frozen=True, kw_only=True):
    """Test case of a rule, readable for policy officers: facts, date, expected decision."""

    name: str
    on: date
    facts: dict[str, Any]
    expect: Expect


class StoryCase(RulePart, frozen=True, kw_only=True):
    """Case that is walked through the real form and the sample registers: who applies, with which answers, and what comes out.

    `stays`: requirements that are not met or not known, so that the case lies with a person.
    """

    name: str
    who: str
    outcome: Outcome
    answers: dict[str, str | tuple[str, ...]] = {}
    stays: tuple[str, ...] = ()
    on: date | None = None


class RuleFile(RulePart, frozen=True, kw_only=True):
    """Rules of one service with their test cases; `enabled`: the machine may decide."""

    service: str
    enabled: bool
    rules: tuple[Rule, ...]
    cases: tuple[RuleTestCase, ...] = ()
    stories: tuple[StoryCase, ...] = ()
    declared: tuple[str, ...] = ()  # answers of the form that are declared to be read
    unread: tuple[str, ...] = ()  # questions of the form that no requirement reads, and none has to


def words_for(rules: Iterable[Rule], dictionary: Dictionary) -> dict[str, Attribute]:
    """Return the dictionary with the answers that these rules read."""
    return {**dictionary, **{one.name: one for one in attributes_of(rules) if one.name.startswith(ANSWER)}}


def objects_of(rules: Iterable[Rule]) -> tuple[RuleObject, ...]:
    """Return the things that rules ask registers about, each once."""
    return tuple(dict.fromkeys(one for rule in rules if rule.objects is not UNSET for one in rule.objects))


def about_things(rule: Rule) -> tuple[Condition, ...]:
    """Return the requirements that rest only on the thing applied for: known when the form names it, not before."""
    found = ((condition, tuple(atoms_of(condition))) for condition in rule.require)
    return tuple(condition for condition, atoms in found if atoms and all(one.attribute.of_object for one in atoms))


def without_things(rule: Rule) -> Rule:
    """Return the rule as far as it can be told before a form names a thing."""
    later = about_things(rule)
    kept = tuple(condition for condition in rule.require if condition not in later)
    return msgspec.structs.replace(rule, require=kept, laws=UNSET)


def in_force(rules: Sequence[Rule], on: date) -> Rule | None:
    """Return the rule in force on a date; None in a gap."""
    running = [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)]
    return max(running, key=lambda rule: rule.valid_from, default=None)


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """Return all conditions of a rule, requirements first, then those of its grants."""
    return (*rule.require, *(condition for grant in rule.grant for condition in conditions_of_grant(grant)))


def conditions_of_grant(grant: GrantRule) -> tuple[Condition, ...]:
    """Return the conditions that a grant depends on: its own, and the one of its end."""
    when = () if grant.when is None else (grant.when,)
    return when if grant.until is None else (*when, Atom(grant.until, IsKnown()))


MOST_REMEMBERED = 256
_READ: dict[int, tuple[object, tuple[Attribute, ...]]] = {}
"""Attributes of tuples of rules by the tuple's id, with the tuple itself, so that no other can get that id."""


def attributes_of(rules: Iterable[Rule]) -> tuple[Attribute, ...]:
    """Return the attributes that rules may read, each once, in order; remembered for a tuple, whose rules never change."""
    if not isinstance(rules, tuple):
        return _attributes_of(rules)
    known = _READ.get(id(rules))
    if known is None or known[0] is not rules:
        if len(_READ) >= MOST_REMEMBERED:
            _READ.clear()
        known = _READ[id(rules)] = rules, _attributes_of(rules)
    return known[1]


def _attributes_of(rules: Iterable[Rule]) -> tuple[Attribute, ...]:
    found: dict[str, Attribute] = {}
    for rule in rules:
        for condition in conditions_of(rule):
            for atom in atoms_of(condition):
                found.setdefault(atom.attribute.name, atom.attribute)
    return tuple(found.values())


def names_to_gather(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the names of the stored facts that rules may read, in order."""
    names = (fact_name(attribute) for attribute in attributes_of(rules))
    return tuple(dict.fromkeys(name for name in names if name))


def seal(rules: Sequence[Rule]) -> bytes:
    """Return rules as canonical JSON that can be read again without the dictionary; stored with each decision."""
    return msgspec.json.encode(rules, order="deterministic")


def unseal(sealed: bytes) -> tuple[Rule, ...]:
    """Read the rules from sealed bytes."""
    return msgspec.json.decode(sealed, type=tuple[Rule, ...])


def digest(rule: Rule) -> str:
    """Return the SHA-256 of a rule in hexadecimal."""
    return sha256(msgspec.json.encode(rule, order="deterministic")).hexdigest()
