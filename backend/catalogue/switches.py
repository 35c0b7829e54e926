"""Switches of machine approval per service; without it every case waits for a person."""

from datetime import datetime
from http import HTTPStatus

from msgspec import Struct

from backend.audit.log import note
from backend.catalogue import store
from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from backend.kit.problems import Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


class NoSwitch(Refusal):
    """No such service, or no rule that could decide it."""

    status = HTTPStatus.NOT_FOUND


class WhoAndWhy(Refusal):
    """Operator and reason are required."""


class Switch(Struct, frozen=True, kw_only=True):
    """Switch of one service with rules: state and last operator."""

    code: str
    name: str
    on: bool
    shipped: bool  # what holds when no operator ever turned it
    by: str = ""
    since: datetime | None = None
    reason: str = ""


async def all_switches(db: Db, now: datetime) -> tuple[Switch, ...]:
    """Return all switches by code."""
    catalogue = PublishedCatalogue()
    await catalogue.open(db, local_date(now))
    turned = {stored.code: stored for stored in await store.switches(db)}
    return tuple(
        switch_of(version.service.code, version.service.name, version.instant, turned.get(version.service.code))
        for _, version in sorted(catalogue.in_force.items())
        if version.rules
    )


def switch_of(code: str, name: str, shipped: bool, stored: store.StoredSwitch | None) -> Switch:
    """Return the state of a switch: default of the version, or as last turned."""
    if stored is None:
        return Switch(code=code, name=name, on=shipped, shipped=shipped)
    return Switch(
        code=code,
        name=name,
        on=stored.instant,
        shipped=shipped,
        by=stored.changed_by,
        since=stored.changed_at,
        reason=stored.reason,
    )


async def turn(db: Db, code: str, on: bool, by: Staff, reason: str, now: datetime) -> Switch:
    """Turn a switch; it applies to the next submission in every process, never to existing decisions."""
    found = next((one for one in await all_switches(db, now) if one.code == code), None)
    if found is None:
        raise NoSwitch(code=code)
    who = by.signature
    if not by.subject:
        raise WhoAndWhy
    reason = need_reason(reason, "switch")
    await separation.authorize(db, by, "switch.on" if on else "switch.off", f"service:{code}", now)
    await store.turn(db, code=code, instant=on, by=who, reason=reason, at=now)
    await note(db, by.actor, "switch.on" if on else "switch.off", code, now, before=found.on, reason=reason)
    await store.announce(db, code=code)
    return Switch(code=code, name=found.name, on=on, shipped=found.shipped, by=who, since=now, reason=reason)
