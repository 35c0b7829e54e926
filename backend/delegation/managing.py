"""What principal and helper do with the mandates they have: look, confirm, pause, narrow, stop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.delegation import lifecycle, store
from backend.delegation.acting import is_principal
from backend.delegation.context import Context
from backend.delegation.lifecycle import MandateMovedOn
from backend.delegation.problems import SignalOpen
from backend.delegation.service import Party, agree, as_person, end, narrow, pause, resume
from backend.delegation.signals import store as signal_store
from backend.delegation.types import Granted, Mandate, Standing
from backend.delegation.wording import Said, for_mandate
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting

Side = Literal["principal", "helper"]


class MandateView(Struct, frozen=True, kw_only=True):
    """A mandate as one of its two sides reads it."""

    mandate: Mandate
    standing: Standing
    side: Side
    other_name: str
    other_phone_tail: str
    organisation: bool  # the principal is one
    services: tuple[Granted, ...]

    @property
    def open_services(self) -> tuple[Granted, ...]:
        """The services that haven't been taken back."""
        return tuple(one for one in self.services if one.revoked_at is None)

    @property
    def to_confirm(self) -> bool:
        """Check whether the mandate waits for the consent of the principal who reads it."""
        agreed = self.mandate.helper_agreed_at is not None and self.mandate.principal_agreed_at is None
        return self.side == "principal" and self.standing.state == "proposed" and agreed

    @property
    def has_begun(self) -> bool:
        """Check whether both sides once agreed; true also for a mandate that has ended."""
        return self.mandate.active_at is not None

    @property
    def is_open(self) -> bool:
        """Check whether the mandate can still be changed (not ended)."""
        return self.standing.state != "ended"


async def given(db: Db, context: Context, acting: Acting, now: datetime) -> list[MandateView]:
    """Mandates that a principal gave, including ended ones; the newest first."""
    is_principal(acting, "mandate.given")
    return await _views(db, context, await store.of_principal(db, principal=acting.principal), "principal", now)


async def received(db: Db, context: Context, person: UUID, now: datetime) -> list[MandateView]:
    """Mandates that a helper received, including ended ones."""
    return await _views(db, context, await store.of_helper(db, person=person), "helper", now)


async def _views(db: Db, context: Context, rows: Sequence[Mandate], side: Side, now: datetime) -> list[MandateView]:
    services = await store.services(db, mandates=[row.id for row in rows])
    return [await _view(db, context, row, [s for s in services if s.mandate == row.id], side, now) for row in rows]


async def _view(
    db: Db, context: Context, row: Mandate, services: Sequence[store.ServiceRow], side: Side, now: datetime
) -> MandateView:
    """A mandate for one side; before it was agreed to, a helper reads of the principal only the name that they typed themselves."""
    other = row.helper if side == "principal" else row.principal
    who = await residents.identity_of(db, context.vault, other)
    known = side == "principal" or row.principal_agreed_at is not None
    return MandateView(
        mandate=row, standing=lifecycle.standing(row, now), side=side, other_name=who.name, other_phone_tail=who.phone[-4:] if known else "",
        organisation=await store.kind(db, person=row.principal) == "organisation",
        services=tuple(Granted(one.service, one.power, one.via, one.revoked_at) for one in services),
    )  # fmt: skip


async def open_mandate(db: Db, context: Context, acting: Acting, id: UUID, now: datetime) -> MandateView:
    """One mandate, for either side; raises NotThere for anybody else."""
    row, by = await find_mandate(db, acting, id, lock=False)
    side: Side = "helper" if by.role == "helper" else "principal"
    return await _view(db, context, row, await store.services(db, mandates=[id]), side, now)


async def history(db: Db, acting: Acting, id: UUID) -> list[store.MandateEvent]:
    """What happened to a mandate, for either side."""
    row, by = await find_mandate(db, acting, id, lock=False)
    return await store.events(db, mandate=row.id, person=row.helper if by.role == "helper" else row.principal)


async def words(db: Db, context: Context, mandate: Mandate) -> Said:
    """The words to which the principal of a proposal would agree."""
    rows = await store.services(db, mandates=[mandate.id])
    helper = await residents.identity_of(db, context.vault, mandate.helper)
    services = tuple(Granted(one.service, one.power, one.via) for one in rows if one.revoked_at is None)
    return for_mandate(context.catalogue, helper.name, services, mandate.days, mandate.proposed_at)


async def confirm(db: Db, context: Context, acting: Acting, id: UUID, said_digest: str, now: datetime) -> Mandate:
    """The principal agrees to a proposal whose words she read; raises MandateMovedOn if those are no longer the words."""
    row, by = await find_mandate(db, acting, id)
    said = await words(db, context, row)
    if by.role != "principal" or said.digest != said_digest:
        raise MandateMovedOn
    return await agree(db, context, row, by, now, said=said)


async def stop(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """Either side ends it at once and without a reason; a proposal is declined. Twice is once."""
    row, by = await find_mandate(db, acting, id)
    at = lifecycle.standing(row, now)
    if at.state == "ended":
        return row
    if at.state == "proposed":
        return await end(db, row, by, "declined", now)
    return await end(db, row, by, "by_helper" if by.role == "helper" else "by_principal", now)


async def finish(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """The principal says that everything is done."""
    row, by = await find_mandate(db, acting, id)
    return await end(db, row, by, "done", now)


async def hold(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """The principal pauses it."""
    row, by = await find_mandate(db, acting, id)
    return await pause(db, row, by, "pause", now)


async def go_on(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """The principal lets it go on; raises SignalOpen while an officer has to look."""
    row, by = await find_mandate(db, acting, id)
    if await signal_store.open_signals(db, mandate=id):
        raise SignalOpen
    return await resume(db, row, by, now)


async def take_back(db: Db, acting: Acting, id: UUID, service: str, now: datetime) -> None:
    """The principal takes one service back."""
    row, by = await find_mandate(db, acting, id)
    await narrow(db, row, by, service, now)


async def find_mandate(db: Db, acting: Acting, id: UUID, *, lock: bool = True) -> tuple[Mandate, Party]:
    """A mandate and the part that the person has in it.

    Whoever acts for another sees none of the principal's mandates, unless they speak for an organisation.
    """
    ask = store.lock if lock else store.get
    row = await ask(db, id=id, person=acting.principal)
    if acting.mandate is None:
        role: Side = "principal" if row.principal == acting.person else "helper"
        return row, as_person(role, acting.person)
    if row.principal != acting.principal or row.id == acting.mandate.mandate:
        raise NotThere
    is_principal(acting, "mandate.ended")
    return row, as_person("principal", acting.person)
