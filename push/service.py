"""Device subscriptions and notification preferences."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.notices.service import notify
from push import store
from push.browser_keys import BadKeys, read_keys
from push.topics import TRIAL, delivery_options
from push.types import DeliveryResult, NewSubscription, PushPreferences

TRIAL_NOTICE = Messages.beside(__file__).take("trial")

MOST_DEVICES = 10
EVERYTHING = PushPreferences(off=[])
TRIAL_SHOWN = timedelta(minutes=30)


class NotABrowser(Refusal):
    """The subscription's keys are invalid."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class SharedDevice(Refusal):
    """Push isn't offered on a device that others use, since messages would arrive after sign-out."""

    status = HTTPStatus.CONFLICT


def sealing_context(subscription: UUID) -> str:
    """Return the row that a sealed endpoint is bound to."""
    return f"push_subscription:{subscription}"


async def lookup_hash(db: Db, vault: Vault, endpoint: str) -> bytes:
    """Return the hash by which an endpoint is found; an old key's hash is replaced first."""
    newest, *former = vault.fingerprints("push-endpoint", endpoint)
    if former:
        await store.hash_anew(db, endpoint_hash=newest, former=former)
    return newest


async def subscribe_device(
    db: Db, vault: Vault, person: UUID, new: NewSubscription, device: str, now: datetime
) -> None:
    """Subscribe a browser for this person only; raises NotABrowser."""
    try:
        p256dh, auth = read_keys(new.keys.p256dh, new.keys.auth)
    except BadKeys as error:
        raise NotABrowser from error
    id, endpoint_hash = uuid4(), await lookup_hash(db, vault, new.endpoint)
    await store.forget_former(db, endpoint_hash=endpoint_hash, person=person)
    await store.remember(
        db, id=id, person=person, endpoint_hash=endpoint_hash, endpoint=vault.seal(new.endpoint.encode(), sealing_context(id)),
        p256dh=p256dh, auth=auth, device=device, at=now,
    )  # fmt: skip
    await store.forget_surplus(db, person=person, most=MOST_DEVICES)


async def unsubscribe_device(db: Db, vault: Vault, person: UUID, endpoint: str) -> None:
    """Remove this person's subscription of a browser; does nothing for another person's."""
    await store.forget_endpoint(db, person=person, endpoint_hash=await lookup_hash(db, vault, endpoint))


async def preferences(db: Db, person: UUID) -> PushPreferences:
    """Return a person's preferences; default: all topics."""
    return await store.choice(db, person=person) or EVERYTHING


async def try_it(db: Db, person: UUID, now: datetime) -> None:
    """Owe the person a trial message by the normal way."""
    notice = await notify(db, person, TRIAL, TRIAL_NOTICE(), "/me/reminders", now)
    await store.open(
        db, notice=notice, person=person, at=now, owed_at=now, expires_at=now + delivery_options(TRIAL).ttl
    )


async def newest_trial(db: Db, person: UUID, now: datetime) -> list[DeliveryResult]:
    """Return the result of the newest trial per device; empty after a while."""
    return await store.tried(db, person=person, topic=TRIAL, since=now - TRIAL_SHOWN)
