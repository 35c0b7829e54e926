"""Why a person is told: the condition of a watch asked again on their facts, for the day that the message is about. Pure.

What is sealed with a delivered message is the day, the version of the service and the facts that were looked at; asking the same again gives
the same reasons (`futian notices why`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.facts.gather import gather_facts
from backend.cases.grants.own import with_own
from backend.cases.grants.types import OwnGrant
from backend.catalogue.announcements import Announcement
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.population.impact import without_application_facts
from backend.registers.attributes import attributes
from backend.residents.profile_facts import settled
from backend.rules import counterfactual
from backend.rules.answer import Truth, answer, is_true, observed_values
from backend.rules.calendar_periods import month_end
from backend.rules.decide import settled_facts
from backend.rules.facts import read_facts, value_on
from backend.rules.grants import first_matching_grant, grant_text
from backend.rules.rule import Rule, in_force
from backend.rules.types import Attribute, Fact, Facts

DEADLINE = "deadline:"
"""Begins the watch of a deadline; the rest is its key in the service."""
BAND = "band:"
"""Begins the watch of a running grant whose amount changes; the rest is the id of the grant."""

MOST_KEPT = 500
_KEPT: dict[UUID, tuple[tuple[Rule, ...], tuple[Rule, ...]]] = {}


class SealedReason(Struct, frozen=True):
    """One condition that holds for the person, what of their data it rests on, and who said so. Never the value itself."""

    says: str
    label: str
    source: str
    as_of: date | None


class SealedReasons(Struct, frozen=True, kw_only=True):
    """What is sealed with a delivered message: enough to ask the same again, and what came out."""

    service: str
    version: UUID
    watch: str
    asked_on: date
    day: date
    facts: dict[str, Fact]
    reasons: tuple[SealedReason, ...]


class WatchAnswer(Struct, frozen=True):
    """The answer of a watch about one person: does it hold, from which day, resting on which facts.

    `yuan`: of a grant, the monthly amount before that day and from it on.
    """

    met: Truth
    day: date | None = None
    facts: Mapping[str, Fact] = {}
    yuan: tuple[int, int] = (0, 0)


def ask_eligible(
    version: Version, profile_facts: Mapping[str, Any], own: Sequence[OwnGrant], now: datetime, until: date
) -> WatchAnswer:
    """Ask from which day up to `until` the service's rules hold for a person who applies, if nothing changes."""
    today, rules = local_date(now), application_rules(version)
    facts = with_own(settled_facts(rules, gather_facts(rules, profile_facts, {}, now)), own, today)
    usable = {name: fact for name, fact in facts.items() if fact.expires is None or fact.expires >= today}
    day = today if counterfactual.approves(rules, usable, today) else counterfactual.first_day(rules, usable, today)
    if day is not None:
        return WatchAnswer("yes" if day <= until else "no", day, counterfactual.without_expiry(usable))
    rule = in_force(rules, today)
    open_ones = [] if rule is None else [one for one in rule.require if is_true(one, usable, today) is None]
    return WatchAnswer("unknown" if open_ones else "no")


def application_rules(version: Version) -> tuple[Rule, ...]:
    """The rules without what only an application can meet; kept, because a crowd is asked about by the same few versions."""
    kept = _KEPT.get(version.id)
    if kept is not None and kept[0] is version.rules:
        return kept[1]
    if len(_KEPT) >= MOST_KEPT:
        _KEPT.clear()
    reduced = tuple(without_application_facts(rule) for rule in version.rules)
    _KEPT[version.id] = version.rules, reduced
    return reduced


def ask_lapse(announced: Announcement, profile_facts: Mapping[str, Any], now: datetime, until: date) -> WatchAnswer:
    """Ask on which day up to `until` a paper lapses."""
    attribute, today = attributes()[announced.attribute], local_date(now)
    fact = settled(attribute, profile_facts.get(attribute.name), today)
    day = value_on(attribute, {attribute.name: fact} if fact else {}, today)[0]
    if not isinstance(day, date) or fact is None:
        return WatchAnswer("unknown")
    return WatchAnswer("yes" if today <= day <= until else "no", day, {attribute.name: fact})


def ask_happened(
    version: Version, announced: Announcement, profile_facts: Mapping[str, Any], now: datetime
) -> WatchAnswer:
    """Ask whether a life event lies at most the announced days back; told to nobody for whom the service's rule says no."""
    attribute, today = attributes()[announced.attribute], local_date(now)
    fact = settled(attribute, profile_facts.get(attribute.name), today)
    day = value_on(attribute, {attribute.name: fact} if fact else {}, today)[0]
    if not isinstance(day, date) or fact is None:
        return WatchAnswer("unknown")
    if not today - timedelta(days=announced.days) <= day <= today:
        return WatchAnswer("no")
    ruled_out = bool(version.rules) and ask_eligible(version, profile_facts, (), now, today).met == "no"
    return WatchAnswer("no" if ruled_out else "yes", day, {attribute.name: fact})


def reasons_for(version: Version, watch: str, facts: Facts, day: date) -> tuple[SealedReason, ...]:
    """Say why the watch holds on a day: the conditions that are true, the paper that lapses, or the event that happened."""
    if watch.startswith(DEADLINE):
        return (deadline_reason(version, watch.removeprefix(DEADLINE)),)
    if watch.startswith(BAND):
        return band_reasons(version, facts, day)
    announced = announcement(version, watch)
    if announced is not None and announced.when != "eligible":
        return (date_reason(attributes()[announced.attribute], facts),)
    rule = in_force(application_rules(version), day)
    given = [answer(requirement, facts, day) for requirement in rule.require] if rule else []
    return tuple(
        SealedReason(one.says, seen.label, seen.source, seen.as_of)
        for one in given if one.truth == "yes" for seen in observed_values(one)[:1]
    )  # fmt: skip


def deadline_reason(version: Version, key: str) -> SealedReason:
    """The deadline of a form that was begun, and the date in it from which it counts."""
    deadline = next(one for one in version.service.deadline if one.key == key)
    label = next(field.label for field in version.service.field if field.key == deadline.since_field)
    return SealedReason(deadline.says, label, "self", None)


def band_reasons(version: Version, facts: Facts, month: date) -> tuple[SealedReason, ...]:
    """The band that holds from a month on, and the first thing that the bands look at."""
    last = month_end(month)
    rule = in_force(version.rules, last)
    given = first_matching_grant(rule.grant, facts, last)[0] if rule else None
    if rule is None or given is None:
        return ()
    looked = [seen for one in rule.grant if one.when for seen in observed_values(answer(one.when, facts, last))]
    return tuple(SealedReason(given.says or grant_text(given), one.label, one.source, one.as_of) for one in looked[:1])


def date_reason(attribute: Attribute, facts: Facts) -> SealedReason:
    """The paper whose last day comes, or the event whose day has come."""
    fact = facts[attribute.name]
    return SealedReason("", attribute.label, fact.source, fact.as_of)


def announcement(version: Version, watch: str) -> Announcement | None:
    """The announcement of a service that a watch follows; None for what the person asked for."""
    return next((one for one in version.service.announce if one.key == watch), None)


def same_again(version: Version, sealed: SealedReasons) -> bool:
    """Ask the sealed question again: does the same come out?"""
    facts = read_back(sealed.facts)
    return reasons_for(version, sealed.watch, facts, sealed.day) == sealed.reasons


def read_back(facts: Mapping[str, Fact]) -> Facts:
    """Facts from JSON with their values as comparisons use them."""
    tables = {
        name: {"value": f.value, "source": f.source, "as_of": f.as_of, "trouble": f.trouble}
        for name, f in facts.items()
    }
    return read_facts(tables, attributes(), "", date.min)
