"""Looking at a mandate for signs of abuse, and holding it until a person has looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from msgspec.structs import replace

from backend.delegation import messages
from backend.delegation import store as mandates
from backend.delegation.jobs import TELL_PRINCIPAL, ToTellPrincipal
from backend.delegation.lifecycle import standing
from backend.delegation.signals import detect, store
from backend.delegation.signals.detect import Signal, SignalFacts
from backend.delegation.transition import SYSTEM, step, tell_both
from backend.delegation.types import BY_LAW, Mandate
from backend.kit.jobs import enqueue
from backend.kit.sql import Db

NO_ACT = SignalFacts()


async def look(
    db: Db, mandate: Mandate, now: datetime, act: SignalFacts = NO_ACT, case: UUID | None = None
) -> tuple[Signal, ...]:
    """The signals in a mandate, and in an act of a case by it; in an authority by law only in an act, and only those that make sense there."""
    if mandate.basis in BY_LAW and case is None:
        return ()
    windows = detect.table().windows
    counted = await store.signs(
        db, person=mandate.helper, mandate=mandate.id, year=now - timedelta(days=windows.helping),
        quarter=now - timedelta(days=windows.refusals), together=now - timedelta(days=windows.together),
        nights=now - timedelta(days=windows.nights),
    )  # fmt: skip
    facts = replace(
        act, many_helped=detect.unrelated(counted.helped), more_than_a_family=detect.beyond_a_family(counted.helped),
        many_at_once=counted.many_at_once, one_device=counted.one_device, refused_elsewhere=counted.refused,
        wrong_elsewhere=counted.wrong, by_night=counted.by_night,
    )  # fmt: skip
    cleared = await store.cleared(
        db,
        mandate=mandate.id,
        case_id=case,
        of_an_act=list(detect.OF_AN_ACT),
        since=now - timedelta(days=windows.cleared),
    )
    kinds = detect.looked_for(mandate.basis, of_organisation=mandate.rests_on is not None)
    return tuple(one for one in detect.detect_signals(facts, cleared) if one.kind in kinds)


async def involved(db: Db, principal: UUID, case: UUID, opened_by: UUID, now: datetime) -> list[Mandate]:
    """Mandates that a case has to do with: their helper acted in it, or they began, or ended, only days ago."""
    since = now - timedelta(days=detect.table().windows.after_begin)
    return await store.involved(db, principal=principal, case_id=case, opened_by=opened_by, since=since)


async def acted(db: Db, mandate: Mandate, case: UUID, opened_by: UUID) -> bool:
    """Did the helper of a mandate do something in this case?"""
    if mandate.helper == opened_by:
        return True
    return bool(await store.acted_in(db, person=mandate.helper, principal=mandate.principal, case_id=case))


async def mandates_to_look_at(db: Db, principal: UUID, case: UUID) -> list[UUID]:
    """Mandates with an open sign that was seen in this case."""
    return [one.id for one in await store.open_of_case(db, case_id=case, principal=principal)]


async def hold(
    db: Db, mandate: Mandate, found: Sequence[Signal], now: datetime, case: UUID | None = None
) -> Mandate:  # fmt: skip
    """Keep the signals for an officer; an active mandate stands still until then, and the principal is told on her own contacts.

    An authority by law isn't a machine's to suspend: there the case alone waits, and both sides are told that it does.
    """
    mandate = await mandates.by_id(db, id=mandate.id)
    for one in found:
        await store.add_signal(
            db, id=uuid4(), mandate=mandate.id, principal=mandate.principal, kind=one.kind, at=now, case_id=case, detail={"size": one.size}
        )  # fmt: skip
    if mandate.basis not in BY_LAW:
        return await stand_still(db, mandate, now)
    await tell_both(db, mandate, messages.HELD_CASE, now)
    return mandate


async def stand_still(db: Db, mandate: Mandate, now: datetime) -> Mandate:
    """Suspend an active mandate until an officer has looked."""
    if standing(mandate, now).state != "active":
        return mandate
    mandate = await step(db, mandate, "suspended", SYSTEM, now, "signal")
    await tell_both(db, mandate, messages.HELD, now)
    occasion = now.isoformat()
    await enqueue(
        db,
        TELL_PRINCIPAL,
        ToTellPrincipal(mandate.id, "held", occasion),
        once=f"{TELL_PRINCIPAL}:{mandate.id}:{occasion}",
    )
    return mandate
