"""What a commissioned contact answers: a yes goes to an officer, since nobody here knows who writes; stop means never again.

Anything else is asked about twice, and then an officer does. Nothing is ever submitted by such an answer.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from backend.kit.crypto import Vault
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.offers.answer import understood
from backend.offers.commissioned import store
from backend.offers.commissioned.types import TELL_CONTACT, Contact, ContactToTell, Occasion, Reason, State

MOST_QUESTIONS = 2
"""So often we ask again before an officer does; a proposal."""
ENDS: frozenset[State] = frozenset({"suppressed", "stopped", "expired", "settled"})


async def contacts_of(db: Db, vault: Vault, sender: str, now: datetime) -> list[Contact]:
    """What this number was asked and may still answer, locked."""
    return await store.of_number(db, hashes=vault.fingerprints("phone", sender), at=now)


async def take_reply(db: Db, vault: Vault, sender: str, contacts: Sequence[Contact], text: str, now: datetime) -> bool:
    """Do what an answer says; True if it was one. A yes where two services were named is no answer to either: it is asked about."""
    said, open_ones = understood(text), [one for one in contacts if one.state == "told"]
    if said == "stop":
        return await stop(db, vault, sender, contacts, now)
    for one in open_ones[:1]:
        if said == "yes" and len(open_ones) == 1:
            await hand_over(db, one, "yes", now)
        elif one.questions >= MOST_QUESTIONS:
            await hand_over(db, one, "unclear", now)
        else:
            await store.move(db, id=one.id, state="told", reason="", questions=one.questions + 1, ended=False, at=now)
            await ask_to_tell(db, one.id, "unclear", one.questions)
    return bool(contacts)


async def stop(db: Db, vault: Vault, sender: str, contacts: Sequence[Contact], now: datetime) -> bool:
    """Never ask this number again, about whatever service; True if it was ever asked. One message says so."""
    for n, one in enumerate(contacts):
        told_so = n == 0  # its number goes when that has been said
        await store.move(
            db, id=one.id, state="stopped", reason="by_sms", questions=one.questions, ended=not told_so, at=now
        )
    for one in contacts[:1]:
        await ask_to_tell(db, one.id, "stopped")
    others = await store.stop_others(db, hashes=vault.fingerprints("phone", sender), at=now)
    return bool(contacts or others)


async def hand_over(db: Db, contact: Contact, why: Reason, now: datetime) -> None:
    """An officer goes on."""
    await move_to(db, contact, "asked", why, now)
    await ask_to_tell(db, contact.id, "handed_over")


async def move_to(db: Db, contact: Contact, state: State, reason: Reason, now: datetime) -> None:
    """Write down where a held contact stands; an end drops the number."""
    await store.move(
        db, id=contact.id, state=state, reason=reason, questions=contact.questions, ended=state in ENDS, at=now
    )


async def ask_to_tell(db: Db, contact: UUID, about: Occasion, number: int = 0) -> None:
    """Have a short message sent."""
    job = ContactToTell(contact, about, number)
    await enqueue(db, TELL_CONTACT, job, once=f"{TELL_CONTACT}:{contact}:{about}:{number}")
