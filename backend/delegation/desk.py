"""Mandates as officers see them: what waits for them, one mandate, and all of a person who calls or stands at the counter."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.delegation import call_back, lifecycle, store
from backend.delegation.context import Context
from backend.delegation.messages import OPENED
from backend.delegation.phone_calls import CallProgress
from backend.delegation.principals import Named, vouch
from backend.delegation.printed_sheets import services_of
from backend.delegation.signals import store as signal_store
from backend.delegation.signals.store import OpenSignal
from backend.delegation.types import Granted, Mandate, Standing
from backend.kit import masking
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.access_log import log_access
from backend.residents.separation import not_their_own
from backend.residents.types import Staff


class DeskView(Struct, frozen=True, kw_only=True):
    """A mandate for an officer: both names, masked numbers, and how the newest call goes."""

    mandate: Mandate
    standing: Standing
    principal: str
    principal_number: str
    helper: str
    helper_phone: str
    services: tuple[Granted, ...]
    call: CallProgress | None = None
    signals: tuple[OpenSignal, ...] = ()


class DeskQueue(Struct, frozen=True):
    """What waits for officers: complaints and signs of abuse, what a register no longer confirms, and letters to print."""

    signalled: list[DeskView]
    suspended: list[DeskView]
    letters: list[DeskView]


async def waiting(db: Db, context: Context, now: datetime) -> DeskQueue:
    """List what waits, names masked: nobody's file is opened by looking at the list."""
    lists = (
        await signal_store.signalled(db),
        await store.suspended_by_register(db),
        await store.letters_waiting(db, now=now),
    )
    return DeskQueue(*[[await _view(db, context, one, now, masked=True) for one in rows] for rows in lists])


async def opened(db: Db, context: Context, staff: Staff, id: UUID, now: datetime) -> DeskView:
    """Open one mandate; the principal reads that it was opened. Raises NotThere and OwnAffair."""
    mandate = await store.by_id(db, id=id)
    await not_their_own(db, context.vault, staff, (mandate.principal, mandate.helper))
    await log_access(db, staff, mandate.principal, OPENED().text, now)
    view = replace(
        await _view(db, context, mandate, now), signals=tuple(await signal_store.open_signals(db, mandate=id))
    )
    if mandate.channel != "call_back":
        return view
    return replace(view, call=await call_back.progress(db, context, id))


async def of_person(moment: Transaction, context: Context, staff: Staff, named: Named, now: datetime) -> list[DeskView]:
    """All mandates that a person has given, for an officer who was told name and number; the person reads that they were opened.

    Raises PersonUnknown. Asks the register outside any transaction.
    """
    await vouch(context, named)
    async with moment() as db:
        found = await residents.by_number(db, context.vault, named.id_number)
        if found is None:
            return []
        await not_their_own(db, context.vault, staff, (found.id,))
        await log_access(db, staff, found.id, OPENED().text, now)
        rows = await store.of_principal(db, principal=found.id)
        return [await _view(db, context, row, now) for row in rows]


async def _view(db: Db, context: Context, row: Mandate, now: datetime, *, masked: bool = False) -> DeskView:
    who = await residents.identity_of(db, context.vault, row.principal)
    helper = await residents.identity_of(db, context.vault, row.helper)
    written = masking.name if masked else str
    return DeskView(
        mandate=row, standing=lifecycle.standing(row, now), principal=written(who.name), helper=written(helper.name),
        principal_number=masking.identity_number(who.id_number), helper_phone=masking.phone(helper.phone),
        services=await services_of(db, row.id),
    )  # fmt: skip
