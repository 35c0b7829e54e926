"""What the rules of a service come to on a day, and what a draft would change. Counts, never people, none under twenty."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from msgspec import Struct

from backend.catalogue.effects import EFFECTS, Effects, demand, effects_of
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import Effect, ImpactCounts, effect, impact_counts
from backend.population.replica import PopulationReplica, StillLoading
from backend.population.rule_versions import shipped_rule_text, version_on
from backend.rules.diagnostics import Diagnostic
from backend.rules.rule import Rule, in_force
from pwa.views.parts import FormError

_words = Messages.beside(__file__).words

PROOF_SAYS = _words("PROOF_SAYS")


class RuledService(Struct, frozen=True):
    """A service that has rules."""

    code: str
    name: str
    since: date


class ImpactPage(Struct, frozen=True, kw_only=True):
    """The page of one service on a day; `loading`: the residents are not read in yet; `draft`: as typed, or the rule in force."""

    service: Service
    rule: Rule | None
    on: date
    effects: list[str]
    draft: str
    picture: ImpactCounts | None = None
    effect: Effect | None = None
    loading: bool = False
    mistakes: Sequence[Diagnostic] = ()
    errors: list[FormError] = []


def ruled_services(catalogue: PublishedCatalogue, now: datetime) -> list[RuledService]:
    """List the services with a rule in force today."""
    today = local_date(now)
    return [
        RuledService(code, version.service.name, rule.valid_from)
        for code, version in sorted(catalogue.in_force.items()) if (rule := in_force(version.rules, today)) is not None
    ]  # fmt: skip


async def version_of(db: Db, catalogue: PublishedCatalogue, code: str, day: date) -> Version:
    """Find the version of that day, or the one in force now; raises NotThere for a service without rules."""
    version = await version_on(db, catalogue, code, day) or catalogue.get(code)
    if version is None or not version.rules:
        raise NotThere
    return version


def impact_page(version: Version, day: date, draft: str = "") -> ImpactPage:
    """Make the page without any count."""
    return ImpactPage(
        service=version.service, rule=in_force(version.rules, day), on=day, effects=effects_said(effects_of(version.service)),
        draft=draft or shipped_rule_text(version.service.code, version.rules),
    )  # fmt: skip


async def picture_of(
    population: PopulationReplica, version: Version, day: date, shown: DisclosureRule
) -> ImpactCounts | None:
    """Count what the rules come to on a day; None while the residents are being read in."""
    try:
        return await population.ask(partial(impact_counts, rules=version.rules, on=day, shown=shown))
    except StillLoading:
        return None


async def effect_of(
    population: PopulationReplica, version: Version, draft: Sequence[Rule], day: date, shown: DisclosureRule
) -> Effect | None:
    """Count what a draft would change; None while the residents are being read in."""
    try:
        return await population.ask(partial(effect, old=version.rules, new=tuple(draft), on=day, shown=shown))
    except StillLoading:
        return None


def effects_said(effects: Effects) -> list[str]:
    """Say what a service does and what that demands, in words for editors."""
    if not effects:
        return [EFFECTS["none"]]
    return [*(text for effect, text in EFFECTS.items() if effect in effects), PROOF_SAYS[demand(effects).step_up]]
