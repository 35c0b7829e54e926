"""What the rule of a draft would change for everybody: one line, and the kinds of people behind it. Counts, never people."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from msgspec import Struct

from backend.catalogue.drafting.rule_draft import RuleOpened
from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import Spread
from backend.population.replica import PopulationReplica, StillLoading
from backend.population.rule_change import ChangedKind, RuleChange, Way, rule_change
from backend.rules.differences import grant_line
from backend.rules.rule import GrantRule
from backend.rules.types import Dictionary
from pwa.pages.studio.rule.example_people import ShownPerson, facts_in_words

PATIENCE = 0.3  # seconds that a page waits for an index that is being read in
WAYS = Messages.beside(__file__).words("WAY", Way)
ROW = Messages.beside(__file__).texts("row", Audience.OFFICER)


class KindView(Struct, frozen=True):
    """A kind of people: what changes, how many, an example."""

    title: str
    before: str
    after: str
    count: int | None
    person: ShownPerson | None


class ImpactView(Struct, frozen=True, kw_only=True):
    """The line of an impact; `loading`: the residents are being read in."""

    on: date
    loading: bool = False
    counts: tuple[tuple[Way, Spread], ...] = ()
    unclear: int | None = 0
    kinds: Sequence[KindView] = ()


async def effect_for(
    population: PopulationReplica, catalogue: PublishedCatalogue, opened: RuleOpened, at: int, shown: DisclosureRule, now: datetime
) -> ImpactView | None:  # fmt: skip
    """Count what the version on the page changes on its first day, or today if that has passed; None without a rule."""
    if not opened.rules:
        return None
    live = catalogue.get(opened.opened.draft.code)
    on = max(opened.rules[at].valid_from, local_date(now))
    question = partial(rule_change, old=live.rules if live else (), new=opened.rules, on=on, shown=shown)
    try:
        return impact_view(await population.ask(question, PATIENCE), opened.dictionary)
    except StillLoading:
        return ImpactView(on=on, loading=True)


def impact_view(change: RuleChange, words: Dictionary) -> ImpactView:
    """Show an impact."""
    counts: tuple[tuple[Way, Spread], ...] = (
        ("gains", change.gains),
        ("loses", change.loses),
        ("more", change.more),
        ("less", change.less),
    )
    return ImpactView(
        on=change.on,
        counts=counts,
        unclear=change.unclear,
        kinds=[kind_view(one, change.on, words) for one in change.kinds],
    )


def kind_view(one: ChangedKind, on: date, words: Dictionary) -> KindView:
    """Show a kind of people."""
    person = None if one.person is None else ShownPerson(on, list(facts_in_words(one.person, on, words)))
    return KindView(WAYS[one.way], row_words(one.before), row_words(one.after), one.count, person)


def row_words(grant: GrantRule | None) -> str:
    """Say a row of a rule, or that nobody is approved by it."""
    return ROW("not_approved") if grant is None else grant_line(grant)
