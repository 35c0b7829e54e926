"""The page that counts an audience, while an editor chooses and types. Counts, never people, none under twenty."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.campaigns.audience import (
    AudienceCounts,
    AudienceQuery,
    NoCondition,
    SensitiveChoice,
    count,
    places_without,
    read_condition_text,
)
from backend.campaigns.named_conditions import GROUPS, AudienceEvent, AudienceGroup, NamedParts, condition_lines
from backend.campaigns.purposes import allowed_attributes
from backend.cases.services import CaseServices
from backend.catalogue.reference_data import PlaceOption, division_choices
from backend.catalogue.search.life_events import groups
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.replica import PopulationReplica, StillLoading
from backend.rules.conditions import Condition
from backend.rules.diagnostics import RuleFileError
from pwa.pages.studio.impact import RuledService, ruled_services
from pwa.views.parts import FormError, field_error

_messages = Messages.beside(__file__)
MISTAKE = _messages.mistakes("audience")
EVENTS = _messages.words("AudienceEvent", AudienceEvent)
Days = Annotated[int, Meta(ge=0, le=365)]
Typed = Annotated[str, Meta(max_length=8)]
"""A number as it was typed; empty: as it usually is."""
USUAL, YEAR, OLDEST = 60, 365, 120


class AudienceForm(Struct, forbid_unknown_fields=True):
    """Who is meant, as an editor chooses and writes it."""

    condition: Annotated[str, Meta(max_length=4000)] = ""
    street: Annotated[str, Meta(max_length=15)] = ""
    within_days: Days = 0
    without: Annotated[str, Meta(max_length=15)] = ""
    group: AudienceGroup | Literal[""] = ""
    event: AudienceEvent | Literal[""] = ""
    event_days: Typed = ""
    turns: Typed = ""
    turns_within: Typed = ""


class AudienceOption(Struct, frozen=True):
    """A choice of the form."""

    value: str
    label: str


class AudiencePage(Struct, frozen=True, kw_only=True):
    """The form as it was sent, and the counts."""

    sent: AudienceForm
    places: tuple[PlaceOption, ...]
    groups: tuple[AudienceOption, ...]
    events: tuple[AudienceOption, ...]
    services: list[RuledService]
    counts: AudienceCounts | None = None
    loading: bool = False
    errors: list[FormError] = []


def audience_page(services: CaseServices, now: datetime, sent: AudienceForm | None = None) -> AudiencePage:
    """The form, with an example where nothing was chosen yet."""
    return AudiencePage(
        sent=sent or AudienceForm(group="elderly"), places=division_choices("community"), services=ruled_services(services.catalogue, now),
        groups=tuple(AudienceOption(one.key, one.name) for one in groups() if one.key in GROUPS),
        events=tuple(AudienceOption(key, name) for key, name in EVENTS.items()),
    )  # fmt: skip


async def counted(
    db: Db, services: CaseServices, population: PopulationReplica, shown: DisclosureRule, sent: AudienceForm, now: datetime
) -> AudiencePage:  # fmt: skip
    """Count what was chosen, or say what is wrong with it."""
    view = audience_page(services, now, sent)
    if mistyped := wrong_numbers(sent):
        return replace(view, errors=mistyped)
    try:
        condition = condition_of(sent, now, await allowed_attributes(db, now))
    except RuleFileError as mistakes:
        return replace(view, errors=[field_error("condition", sentence) for sentence in sentences_of(mistakes)])
    except (NoCondition, SensitiveChoice) as wrong:
        field = "group" if isinstance(wrong, SensitiveChoice) and not sent.condition else "condition"
        return replace(view, errors=[field_error(field, wrong.message(Audience.OFFICER).text)])
    try:
        return replace(view, counts=await count_of(db, population, shown, sent, condition, now))
    except StillLoading:
        return replace(view, loading=True)


def wrong_numbers(sent: AudienceForm) -> list[FormError]:
    """The numbers that are none, or too large."""
    typed = {
        "event_days": (sent.event_days, YEAR),
        "turns": (sent.turns, OLDEST),
        "turns_within": (sent.turns_within, YEAR),
    }
    return [
        field_error(name, MISTAKE("number", most=most))
        for name, (text, most) in typed.items()
        if number(text, 1, most) is None
    ]


def number(text: str, usual: int, most: int) -> int | None:
    """A number from 1 on; the usual one where nothing was typed, None for anything else."""
    text = text.strip()
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdecimal() and 1 <= int(text) <= most else None


def sentences_of(mistakes: RuleFileError) -> list[str]:
    """What is wrong with a condition that was typed."""
    return [MISTAKE("mistake", path=one.path, says=one.says) for one in mistakes.mistakes]


def condition_of(sent: AudienceForm, now: datetime, allowed: frozenset[str]) -> Condition:
    """The condition that the form comes to today. Raises RuleFileError, NoCondition, SensitiveChoice."""
    parts = NamedParts(
        group=sent.group, event=sent.event, event_days=number(sent.event_days, USUAL, YEAR) or USUAL,
        turns=number(sent.turns, 0, OLDEST) or 0, turns_within=number(sent.turns_within, USUAL, YEAR) or USUAL,
    )  # fmt: skip
    return read_condition_text(condition_lines(parts, sent.condition, local_date(now)), allowed)


async def count_of(
    db: Db, population: PopulationReplica, shown: DisclosureRule, sent: AudienceForm, condition: Condition, now: datetime
) -> AudienceCounts:  # fmt: skip
    """Count an audience. Raises StillLoading."""
    streets = (sent.street,) if sent.street in {one.value for one in division_choices("community")} else ()
    asked = AudienceQuery(condition=condition, streets=streets, within_days=sent.within_days)
    without = await places_without(db, sent.without) if sent.without else []
    return await population.ask(partial(count, audience=asked, on=local_date(now), without=without, shown=shown))
