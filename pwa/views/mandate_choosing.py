"""What a mandate should reach, as it travels in an address: groups of residents and codes of services, joined by commas."""

from collections.abc import Mapping
from typing import get_args

from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.life_events import groups
from backend.catalogue.search.outcome import search_services
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.vocabulary import Group
from backend.delegation.powers import highest
from backend.delegation.problems import NothingChosen
from backend.delegation.scope import MOST, PrincipalKind, Wish, granted, offered
from backend.delegation.types import Granted, Power
from backend.kit.messages.render import Messages
from pwa.views.mandates import TERMS, Scope, scopes
from pwa.views.service_cards import Tile

FOUND = 8
GROUPS: Mapping[str, Group] = {one: one for one in get_args(Group)}
_messages = Messages.beside(__file__)
POWER_LABELS, POWER_HINTS = _messages.words("PowerLabel"), _messages.words("PowerHint")
TERM_HINTS = _messages.words("TermHint")
DEFAULT_DAYS = 30


class FormOption(Struct, frozen=True):
    """A choice that a person makes, for `ui.choice_field`."""

    value: str
    label: str
    hint: str = ""


class FoundService(Struct, frozen=True):
    """A service that a search found, and the address with it chosen."""

    name: str
    says: str
    href: str


class ChoosePage(Struct, frozen=True, kw_only=True):
    """Choose what somebody should help with: `scopes` is what was chosen already, `of` the same for an address."""

    action: str
    of: str
    scopes: list[Scope]
    tiles: list[Tile]
    query: str
    found: list[FoundService]


class MandateTerms(Struct, frozen=True, kw_only=True):
    """What a form about a mandate offers for the services that were chosen: how far, until when."""

    of: str
    scopes: list[Scope]
    powers: list[FormOption]
    days: list[FormOption]
    power: str
    term: str


def chosen_in(of: str) -> tuple[tuple[str, ...], tuple[Group, ...]]:
    """Services and groups that an address names; raises NothingChosen for anything else."""
    words = [word for word in of.split(",") if word][:MOST]
    codes = tuple(word for word in words if word not in GROUPS)
    if not all(code.startswith("FT") and len(code) == 9 for code in codes):
        raise NothingChosen(most=MOST)
    return codes, tuple(GROUPS[word] for word in words if word in GROUPS)


def reach(
    catalogue: PublishedCatalogue, of: str, kind: PrincipalKind, power: Power = Power.SUBMIT
) -> tuple[Granted, ...]:
    """The services that an address names, each with the power that it allows at most."""
    services, chosen = chosen_in(of)
    return granted(catalogue, Wish(services=services, groups=chosen, power=power, days=DEFAULT_DAYS), kind)


def terms(catalogue: PublishedCatalogue, of: str, kind: PrincipalKind, power: str = "", term: str = "") -> MandateTerms:
    """What a form offers; the usual choice is to be asked before anything is handed in, for 30 days."""
    allowed = reach(catalogue, of, kind)
    most = max(one.power for one in allowed)
    usual = min(most, Power.SUBMIT_WITH_CONSENT).name.lower()
    names = [one.name.lower() for one in Power if one <= most]
    return MandateTerms(
        of=of, scopes=scopes(catalogue, reach(catalogue, of, kind, Power.SEE)), power=power or usual, term=term or str(DEFAULT_DAYS),
        powers=[FormOption(one, POWER_LABELS[one], POWER_HINTS[one]) for one in reversed(names)],
        days=[FormOption(one, TERMS[one], TERM_HINTS[one]) for one in TERMS],
    )  # fmt: skip


def choose_page(
    catalogue: PublishedCatalogue, index: SearchIndex, action: str, of: str, query: str, kind: PrincipalKind
) -> ChoosePage:
    """Tiles of groups, and what a search found."""
    return ChoosePage(
        action=action, of=of, query=query, scopes=scopes(catalogue, reach(catalogue, of, kind, Power.SEE)) if of else [],
        tiles=_tiles(catalogue, action, of, kind), found=_found(catalogue, index, action, of, query, kind) if query else [],
    )  # fmt: skip


def _tiles(catalogue: PublishedCatalogue, action: str, of: str, kind: PrincipalKind) -> list[Tile]:
    able = [
        v.service for v in catalogue.in_force.values() if offered(v.service, kind) and highest(v.service, "consent")
    ]
    many = {topic.key: sum(topic.key in service.groups for service in able) for topic in groups()}
    found = [topic for topic in groups() if many[topic.key]]
    if kind == "organisation":  # what is for enterprises first, not what is for people
        found.sort(key=lambda topic: -many[topic.key])
    return [Tile(topic.name, "", topic.icon, f"{action}?of={_with(of, topic.key)}") for topic in found]


def _found(
    catalogue: PublishedCatalogue, index: SearchIndex, action: str, of: str, query: str, kind: PrincipalKind
) -> list[FoundService]:
    hits = [one.code for one in search_services(index, query, 2 * FOUND) if catalogue.get(one.code)]
    services = [catalogue.in_force[code].service for code in hits]
    able = [one for one in services if offered(one, kind) and highest(one, "consent")]
    return [FoundService(one.name, one.purpose, f"{action}?of={_with(of, one.code)}") for one in able[:FOUND]]


def _with(of: str, word: str) -> str:
    return ",".join(dict.fromkeys([*(one for one in of.split(",") if one), word]))
