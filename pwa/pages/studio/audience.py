"""The page that counts an audience. Counts, never people, none under twenty."""

from datetime import datetime
from functools import partial
from typing import Annotated

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
from backend.cases.services import CaseServices
from backend.catalogue.reference_data import PlaceOption, division_choices
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.replica import PopulationReplica, StillLoading
from backend.rules.diagnostics import RuleFileError
from pwa.pages.studio.impact import RuledService, ruled_services
from pwa.views.parts import FormError, field_error

MISTAKE = Messages.beside(__file__).texts("audience", Audience.OFFICER)
EXAMPLE = '{ attribute = "age", at_least = 70 },\n{ attribute = "hukou", within = "4403" },'


class AudienceForm(Struct, forbid_unknown_fields=True):
    """Who is meant, as an editor writes it."""

    condition: Annotated[str, Meta(max_length=4000)]
    street: Annotated[str, Meta(max_length=15)] = ""
    within_days: Annotated[int, Meta(ge=0, le=365)] = 0
    without: Annotated[str, Meta(max_length=15)] = ""


class AudiencePage(Struct, frozen=True, kw_only=True):
    """The form as it was sent, and the counts."""

    sent: AudienceForm
    streets: tuple[PlaceOption, ...]
    services: list[RuledService]
    counts: AudienceCounts | None = None
    loading: bool = False
    errors: list[FormError] = []


def audience_page(services: CaseServices, now: datetime, sent: AudienceForm | None = None) -> AudiencePage:
    """The form, with an example where nothing was written yet."""
    return AudiencePage(
        sent=sent or AudienceForm(EXAMPLE), streets=division_choices("street"), services=ruled_services(services.catalogue, now)
    )  # fmt: skip


async def counted(
    db: Db, services: CaseServices, population: PopulationReplica, shown: DisclosureRule, sent: AudienceForm, now: datetime
) -> AudiencePage:  # fmt: skip
    """Count what was written, or say what is wrong with it."""
    view = audience_page(services, now, sent)
    try:
        condition = read_condition_text(sent.condition)
    except RuleFileError as mistakes:
        return replace(
            view,
            errors=[field_error("condition", MISTAKE("mistake", path=m.path, says=m.says)) for m in mistakes.mistakes],
        )
    except (NoCondition, SensitiveChoice) as wrong:
        return replace(view, errors=[field_error("condition", wrong.message(Audience.OFFICER).text)])
    street = sent.street if sent.street in {one.value for one in view.streets} else ""
    asked = AudienceQuery(condition=condition, street=street, within_days=sent.within_days)
    without = await places_without(db, sent.without) if sent.without else []
    question = partial(count, audience=asked, on=local_date(now), without=without, shown=shown)
    try:
        return replace(view, counts=await population.ask(question))
    except StillLoading:
        return replace(view, loading=True)
