"""Instant-approval switches and brakes as operators see them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from backend.cases.decisions.store import instant_approvals
from backend.catalogue import brakes, store, switches
from backend.catalogue.switches import NoSwitch, Switch
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

DAYS = 30  # of which the approvals are counted

SWITCH = Messages.beside(__file__).texts("switch", Audience.OFFICER)


class SwitchRow(Struct, frozen=True):
    """A switch, and how many cases the machine approved lately."""

    one: Switch
    number: int


class SwitchGroup(Struct, frozen=True):
    """Switches under a heading."""

    heading: str
    rows: list[SwitchRow]


class BrakeRow(Struct, frozen=True):
    """A brake that is on, and whether this operator may release it."""

    one: store.ActiveBrake
    name: str
    may_release: bool


class SwitchesPage(Struct, frozen=True, kw_only=True):
    """All switches and the brakes that are on."""

    groups: list[SwitchGroup]
    brakes: list[BrakeRow]
    all_stopped: bool
    days: int = DAYS


class SwitchPage(Struct, frozen=True, kw_only=True):
    """One switch; `stopped`: a brake is on for it."""

    one: Switch
    number: int
    state: str
    stopped: bool
    days: int = DAYS


async def switches_page(db: Db, staff: Staff, now: datetime) -> SwitchesPage:
    """List the services that the machine decides first, then the others; a brake comes before a switch."""
    rows, pulled = await switch_rows(db, now), await store.brakes(db)
    stopped = {brake.service for brake in pulled}
    free = [row for row in rows if row.one.on and not stopped & {brakes.ALL, row.one.code}]
    groups = [
        SwitchGroup(SWITCH("instant"), free),
        SwitchGroup(SWITCH("by_officer"), [row for row in rows if row not in free]),
    ]
    return SwitchesPage(
        groups=groups, brakes=await brake_rows(db, staff, rows, pulled), all_stopped=brakes.ALL in stopped
    )


async def brake_rows(
    db: Db, staff: Staff, rows: Sequence[SwitchRow], pulled: Sequence[store.ActiveBrake]
) -> list[BrakeRow]:
    """Name the brakes that are on."""
    names = {row.one.code: row.one.name for row in rows}
    return [
        BrakeRow(
            brake, names.get(brake.service) or SWITCH("everything"), await separation.is_permitted(db, staff, "brake.released", brakes.of_brake(brake.id))
        ) for brake in pulled
    ]  # fmt: skip


async def switch_rows(db: Db, now: datetime) -> list[SwitchRow]:
    """List every switch with how many cases the machine approved lately."""
    numbers = {one.code: one.number for one in await instant_approvals(db, since=now - timedelta(days=DAYS))}
    return [SwitchRow(one, numbers.get(one.code, 0)) for one in await switches.all_switches(db, now)]


async def switch_page(db: Db, code: str, now: datetime) -> SwitchPage:
    """Show one switch; raises NoSwitch."""
    row = next((row for row in await switch_rows(db, now) if row.one.code == code), None)
    if row is None:
        raise NoSwitch(code=code)
    stopped = bool({brakes.ALL, code} & {brake.service for brake in await store.brakes(db)})
    return SwitchPage(
        one=row.one, number=row.number, state=SWITCH("instant" if row.one.on else "by_officer"), stopped=stopped
    )


async def turned_notice(db: Db, code: str, now: datetime) -> str:
    """Say how a switch stands after it was turned; "" for an unknown one."""
    turned = next((one for one in await switches.all_switches(db, now) if one.code == code), None)
    return SWITCH("turned_on" if turned.on else "turned_off", name=turned.name) if turned else ""
