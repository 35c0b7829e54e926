"""Who is meant by a campaign: found by mask over the population, asked again on the facts of one person when it is their turn."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from backend.campaigns.audience import AudienceQuery, members, read_condition_text, street_condition
from backend.campaigns.editorial import store
from backend.campaigns.editorial.types import CampaignContent
from backend.campaigns.reasons import SealedReason
from backend.kit.sql import Db
from backend.population.table import Population
from backend.registers.attributes import attributes
from backend.residents.profile_facts import settled
from backend.rules import bitmaps
from backend.rules.answer import Answer, Truth, answer
from backend.rules.bitmaps import Bits
from backend.rules.conditions import AllOf, Condition, atoms_of, fact_name
from backend.rules.types import Facts


def condition_of(content: CampaignContent) -> Condition:
    """The condition of a campaign without its streets. Raises RuleFileError, NoCondition, SensitiveChoice."""
    if not content.condition.strip() and content.streets:
        return AllOf((street_condition(content.streets),))
    return read_condition_text(content.condition)


def whole_condition(content: CampaignContent) -> Condition:
    """The condition with the streets, as it is asked of one person."""
    streets = (street_condition(content.streets),) if content.streets and content.condition.strip() else ()
    return AllOf((condition_of(content), *streets))


async def audience_of(db: Db, content: CampaignContent) -> AudienceQuery:
    """The audience of a campaign, with the places of its group."""
    only = await store.places_of_carers(db) or [] if content.group == "carers" else None
    return AudienceQuery(
        condition=condition_of(content), streets=content.streets, within_days=content.within_days, only=only
    )


def meant_bits(population: Population, audience: AudienceQuery, without: Bits, on: date) -> Bits:
    """Those who are meant on a day and aren't left out."""
    return members(population, audience, on)[0] & ~without


def places(bits: Bits) -> list[int]:
    """The places of a set."""
    return [int(place) for place in bitmaps.rows(bits)]


def ask_member(content: CampaignContent, profile_facts: Mapping[str, Any], on: date) -> tuple[Truth, Facts]:
    """Ask whether one person still belongs to the audience, on the facts of now; what isn't known stays unknown."""
    condition, facts = whole_condition(content), {}
    for name in {fact_name(atom.attribute) for atom in atoms_of(condition)} - {""}:
        fact = settled(attributes()[name], profile_facts.get(name), on)
        if fact is not None and (fact.expires is None or fact.expires >= on):
            facts[name] = fact
    return truth_of(content, facts, on), facts


def truth_of(content: CampaignContent, facts: Facts, on: date) -> Truth:
    """The answer of the audience's condition on some facts."""
    return answer(whole_condition(content), facts, on + timedelta(days=content.within_days)).truth


def reasons_for(content: CampaignContent, facts: Facts, on: date) -> tuple[SealedReason, ...]:
    """Say why somebody is meant: the comparisons that hold, without their values."""
    given = answer(whole_condition(content), facts, on + timedelta(days=content.within_days))
    return tuple(dict.fromkeys(true_reasons(given)))


def true_reasons(given: Answer) -> Sequence[SealedReason]:
    """The comparisons of an answer that hold."""
    if given.seen is not None:
        return (
            [SealedReason(given.says, given.seen.label, given.seen.source, given.seen.as_of)]
            if given.truth == "yes"
            else []
        )
    return [reason for part in given.parts for reason in true_reasons(part)]
