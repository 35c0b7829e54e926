"""Change of the phone number: at once after a fresh proof, or at the counter with two officers and a waiting time."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from auth.passkeys.store import forget_devices
from auth.recovery import store
from auth.recovery.types import OPEN, WAITING, DueRecovery, NumberTaken, RecoveryClaim, RecoveryRequest, SameNumber
from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.desk import household
from backend.cases.numbers import ALPHABET
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.messages.render import Messages
from backend.kit.problems import Conflict, NotAllowed, NotThere
from backend.kit.sql import Db
from backend.kit.text import letters_and_digits
from backend.materials.file_store import FileStore
from backend.notices.service import notify
from backend.privacy import closure as closing
from backend.residents import separation
from backend.residents.access_log import log_access
from backend.residents.service import by_number, identity_of, save_identity, with_second_phone
from backend.residents.store import by_phone
from backend.residents.types import Staff

_messages = Messages.beside(__file__)
OPENED = _messages.take("opened")
CHANGE_BEGUN, CHANGE_FAILED, CHANGE_DONE = map(_messages.take, ("change_begun", "change_failed", "change_done"))

SignOut = Callable[[UUID], Awaitable[object]]
COUNTERS = frozenset({"gov_service", "public_security"})  # whose officers see people and documents


def sealed_context(id: UUID) -> str:
    """Encryption context of a sealed request."""
    return f"recovery:{id}"


async def ask(db: Db, vault: Vault, wanted: RecoveryClaim, now: datetime) -> str:
    """Store the request; returns the number to name at the counter. The account isn't looked up, so that no answer can reveal it."""
    id, number = uuid4(), "".join(secrets.choice(ALPHABET) for _ in range(10))
    await store.ask(
        db, id=id, number=number, wanted=vault.seal(msgspec.json.encode(wanted), sealed_context(id)), at=now
    )
    return number


def open_claim(vault: Vault, recovery: RecoveryRequest | DueRecovery) -> RecoveryClaim:
    """Decrypt the claim of a request."""
    return msgspec.json.decode(vault.open(recovery.wanted, sealed_context(recovery.id)), type=RecoveryClaim)


async def open_at_counter(db: Db, vault: Vault, staff: Staff, number: str, now: datetime) -> RecoveryRequest:
    """Find a recovery request by its spoken code; writes an access-log entry for the account's owner."""
    if staff.department not in COUNTERS:
        raise NotAllowed
    recovery = await store.by_number(db, number=letters_and_digits(number)[:20])
    if recovery is None:
        raise NotThere
    recovery = await with_account(db, vault, recovery)
    if recovery.person:
        await log_access(db, staff, recovery.person, OPENED().text, now)
    return recovery


async def waiting(db: Db, staff: Staff, now: datetime) -> list[RecoveryRequest]:
    """Requests that this officer may confirm as the second; without personal data."""
    if staff.department not in COUNTERS:
        return []
    return [one for one in await store.seen(db, after=now - OPEN) if one.seen_by != staff.subject]


async def with_account(db: Db, vault: Vault, recovery: RecoveryRequest) -> RecoveryRequest:
    """Find the account of a request; only at the counter, where the person is present."""
    if recovery.person or recovery.state != "asked":
        return recovery
    found = await by_number(db, vault, open_claim(vault, recovery).id_number)
    if found is None:
        return recovery
    await store.belongs_to(db, id=recovery.id, person=found.id)
    return msgspec.structs.replace(recovery, person=found.id)


async def see(db: Db, vault: Vault, staff: Staff, number: str, reason: str, now: datetime) -> None:
    """Record the first confirmation of person and document; nothing changes until a second officer confirms."""
    recovery = await open_at_counter(db, vault, staff, number, now)
    await authorize(db, vault, staff, "number.seen", recovery, now)
    if not await store.see(db, id=recovery.id, officer=staff.subject, reason=reason, at=now, after=now - OPEN):
        raise Conflict
    await write_audit(db, staff, recovery, "account.number_seen", now)


async def confirm(db: Db, vault: Vault, staff: Staff, number: str, now: datetime) -> str:
    """Second confirmation of a number change. Returns the old number so that it can be notified."""
    recovery = await open_at_counter(db, vault, staff, number, now)
    await authorize(db, vault, staff, "number.confirmed", recovery, now)
    done = await store.confirm(db, id=recovery.id, officer=staff.subject, due_at=now + WAITING, after=now - OPEN)
    if not done or recovery.person is None:
        raise Conflict
    await write_audit(db, staff, recovery, "account.number_confirmed", now)
    await notify(db, recovery.person, "other", CHANGE_BEGUN(), "/me/number", now)
    return (await identity_of(db, vault, recovery.person)).phone


async def decline(db: Db, vault: Vault, staff: Staff, number: str, now: datetime) -> None:
    """Refuse the second confirmation."""
    recovery = await open_at_counter(db, vault, staff, number, now)
    await authorize(db, vault, staff, "number.declined", recovery, now)
    if not await store.decline(db, id=recovery.id, officer=staff.subject, at=now):
        raise Conflict
    await write_audit(db, staff, recovery, "account.number_declined", now)


async def know_the_household(
    transaction: Transaction, services: CaseServices, staff: Staff, number: str, now: datetime
) -> None:
    """Learn whose household a request is about before an officer acts on it, while no connection is held."""
    if staff.household_hash:
        async with transaction() as db:
            recovery = await open_at_counter(db, services.vault, staff, number, now)
        if recovery.person is not None:
            await household.learn_of_person(transaction, services, staff, recovery.person)


async def authorize(db: Db, vault: Vault, staff: Staff, name: str, recovery: RecoveryRequest, now: datetime) -> None:
    """Admit an officer's act on a request whose account was found."""
    if recovery.person is None:
        raise Conflict
    await separation.authorize(db, staff, name, f"recovery:{recovery.id}", now, vault=vault, about=(recovery.person,))


async def write_audit(db: Db, staff: Staff, recovery: RecoveryRequest, action: str, now: datetime) -> None:
    """Append an audit line about a request."""
    await note(db, staff.actor, action, f"person:{recovery.person}", now, request=str(recovery.id))


async def stop(db: Db, person: UUID, now: datetime) -> None:
    """Stop a pending change at the request of the old number's holder."""
    if await store.stop(db, person=person, at=now):
        await note(db, Actor.person(person), "account.number_stopped", f"person:{person}", now)


async def complete_due(
    transaction: Transaction, vault: Vault, file_store: FileStore, sign_out: SignOut, now: datetime
) -> None:
    """Carry out what was waited for; everybody signed in to the account is signed out. One that can't be keeps no other waiting."""
    async with transaction() as db:
        waiting = await store.due(db, at=now)
    for one in waiting:
        try:
            await sign_out(one.person)
            async with transaction() as db:
                await complete_change(db, vault, file_store, one, now)
            await sign_out(one.person)
        except Exception as error:
            log.worry("account.number_stays", request=str(one.id), error=type(error).__name__, exc_info=error)


async def complete_change(db: Db, vault: Vault, file_store: FileStore, one: DueRecovery, now: datetime) -> None:
    """Change the number and delete the old devices' keys; a number of another used account stops the change, and the person is notified."""
    if not await store.settle(db, id=one.id, state="done", at=now):
        return
    wanted = open_claim(vault, one)
    try:
        async with db.transaction():
            await move_number(db, vault, file_store, one.person, wanted.phone, now)
    except NumberTaken:
        log.worry("account.number_taken", request=str(one.id))
        await notify(db, one.person, "other", CHANGE_FAILED(), "/me/number", now)
        return
    except SameNumber:  # they proved the new number themselves meanwhile; the old phone's keys go all the same
        pass
    await forget_devices(db, person=one.person)


async def move_number(db: Db, vault: Vault, file_store: FileStore, person: UUID, phone: str, now: datetime) -> str:
    """Assign the number to this person; an empty account that holds it is closed. Returns the old number."""
    who = await identity_of(db, vault, person)
    if who.phone == phone:
        raise SameNumber
    other = await by_phone(db, phone_hashes=vault.fingerprints("phone", phone))
    if other is not None:
        if await store.has_something(db, person=other.id):
            raise NumberTaken
        await closing.close_account(db, file_store, other.id, now)
    told_later = with_second_phone(who, who.phone, "former", now) if who.phone else who
    await save_identity(db, vault, person, msgspec.structs.replace(told_later, phone=phone))
    await note(db, Actor.person(person), "account.number_changed", f"person:{person}", now)
    await notify(db, person, "other", CHANGE_DONE(), "/me/data", now)
    return who.phone
