"""Gathers the facts of a rule: register answers, own verifications, and the applicant's declarations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from backend.kit.clock import local_date
from backend.registers.attributes import attributes
from backend.residents.profile_facts import ProfileFacts, as_fact, read_entries, settled
from backend.residents.types import Assurance
from backend.rules.facts import fact_of, silent_fact
from backend.rules.rule import ANSWER, Rule, names_to_gather, words_for
from backend.rules.types import Attribute, Fact, Facts

NOTHING: Mapping[str, Any] = MappingProxyType({})


def gather_facts(
    rules: Sequence[Rule],
    profile: ProfileFacts,
    declared: Mapping[str, Any],
    now: datetime,
    here: Mapping[str, Any] = NOTHING,
    things: Facts = NOTHING,
) -> Facts:
    """Gather the facts for these rules; an attribute without a source is silent, never assumed.

    `here` is what this house knows by itself (see `own_facts`); no register and no applicant is asked for it. `things` is what registers
    said of the thing applied for: such a fact is never taken from a person's profile.
    """
    known, today = words_for(rules, attributes()), local_date(now)
    return {
        name: fact_here(known[name], here[name], today)
        if name in here
        else things.get(name) or silent_fact(known[name].source, today)
        if known[name].of_object
        else fact_for(known[name], profile, declared, today)
        for name in names_to_gather(rules)
    }


def own_facts(assurance: Assurance, phone: str, proved_at: datetime | None, complete: bool) -> dict[str, Any]:
    """Facts verified here: identity, phone, complete form.

    Only the highest level says that it is the person: a photo of somebody's card doesn't (NIST 800-63A).
    """
    # or the other way in: a face is never the only door
    proved = {"face_matched_on": local_date(proved_at)} if proved_at else {}
    return {
        **proved,
        "identity_verified": assurance >= Assurance.VERIFIED,
        "phone_confirmed": assurance >= Assurance.PHONE and bool(phone),
        "form_complete": complete,
    }


def fact_here(attribute: Attribute, value: Any, today: date) -> Fact:
    """Fact verified here; None means known to have no value."""
    if value is None:
        return Fact(source=attribute.source, as_of=today)
    return fact_of(attribute, value, attribute.source, today)


def fact_for(attribute: Attribute, profile: ProfileFacts, declared: Mapping[str, Any], today: date) -> Fact:
    """Fact of one attribute: the value that sources agree on, or silent."""
    if attribute.subject == "case":
        return answer_fact(attribute, declared, today)
    if attribute.source == "self" and declared.get(attribute.name) not in (None, ""):
        return fact_of(attribute, as_declared(attribute, declared[attribute.name]), "self", today)
    return settled(attribute, profile.get(attribute.name), today) or silent_fact(attribute.source, today)


def answer_fact(attribute: Attribute, answers: Mapping[str, Any], today: date) -> Fact:
    """Fact of an answer of the form. Of a written text a rule knows only whether it was given; a question left out has no value."""
    answer = answers.get(attribute.name.removeprefix(ANSWER))
    if attribute.kind == "yes_no" and answer not in YES_NO:
        return Fact(value=answer not in (None, "", []), source="self", as_of=today)
    if answer in (None, "", []):
        return Fact(source="self", as_of=today)
    return fact_of(attribute, as_declared(attribute, answer), "self", today)


def as_declared(attribute: Attribute, answer: Any) -> Any:
    """Convert an answer of a form to the attribute's type; what doesn't fit stays as it is, and is malformed."""
    if attribute.kind == "number" and isinstance(answer, str) and answer.isascii() and answer.isdecimal():
        return int(answer)
    return YES_NO.get(answer, answer) if attribute.kind == "yes_no" and isinstance(answer, str) else answer


YES_NO = {"yes": True, "no": False}


def stale_attributes(rules: Sequence[Rule], profile: ProfileFacts, today: date) -> tuple[str, ...]:
    """Attributes to ask from registers (again) before deciding."""
    known = words_for(rules, attributes())
    wanted = (known[name] for name in names_to_gather(rules))
    return tuple(
        a.name for a in wanted if not a.of_object and a.source not in NOT_ASKED and not is_fresh(a, profile, today)
    )


NOT_ASKED = frozenset({"self", "district", "calendar", "bank"})
"""Sources that no question about a person goes to; the bank register is asked about an account (`payees.checking`)."""


def is_fresh(attribute: Attribute, profile: ProfileFacts, today: date) -> bool:
    """Does the profile hold an answer that has not expired?"""
    told = [as_fact(attribute, one) for one in read_entries(profile.get(attribute.name))]
    return bool(told) and all(f.expires is None or f.expires >= today for f in told)
