"""From what somebody chose (services, groups, a power) to the services of a mandate. Pure."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import Group
from backend.delegation.lifecycle import TERMS
from backend.delegation.powers import highest
from backend.delegation.problems import NotForHelpers, NothingChosen, TermNotOffered
from backend.delegation.types import EVERY_SERVICE, Granted, Power, Relation

MOST = 60
"""Services that one mandate names one by one; a group of residents counts as one choice, however many services it holds."""
PrincipalKind = Literal["natural", "organisation"]


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mandate should reach: services by code, groups of residents, one power, a term in days."""

    services: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    power: Power
    days: int
    relation: Relation | None = None


def granted(catalogue: PublishedCatalogue, wish: Wish, kind: PrincipalKind = "natural") -> tuple[Granted, ...]:
    """The services of a wish, each with the power that it allows at most.

    A group stands for the services that it has now: what is added to the catalogue later isn't part of the mandate. Raises
    NotForHelpers for a service named itself that allows none, TermNotOffered and NothingChosen.
    """
    if wish.days not in TERMS:
        raise TermNotOffered
    found = {one.service: one for one in _by_group(catalogue, wish, kind)}
    for code in wish.services:
        found[code] = _named(catalogue, code, wish.power, kind)
    if not found or len(wish.services) > MOST:
        raise NothingChosen(most=MOST)
    return tuple(found[code] for code in sorted(found))


def _named(catalogue: PublishedCatalogue, code: str, power: Power, kind: PrincipalKind) -> Granted:
    version = catalogue.get(code)
    if version is None:
        raise NotForHelpers(service=code[:20])
    most = highest(version.service, "consent") if offered(version.service, kind) else None
    if most is None:
        raise NotForHelpers(service=version.service.name)
    return Granted(code, min(power, most))


def _by_group(catalogue: PublishedCatalogue, wish: Wish, kind: PrincipalKind) -> Iterable[Granted]:
    for group in wish.groups:
        for code, version in sorted(catalogue.in_force.items()):
            most = highest(version.service, "consent")
            if group in version.service.groups and offered(version.service, kind) and most is not None:
                yield Granted(code, min(wish.power, most), group)


def offered(service: Service, kind: PrincipalKind) -> bool:
    """Can a principal of this kind apply for the service here?"""
    wanted = ("enterprise", "both") if kind == "organisation" else ("individual", "both")
    return service.applied_here and service.audience in wanted


EVERYTHING = (Granted(EVERY_SERVICE, Power.SUBMIT),)
"""The services of an authority by law."""
