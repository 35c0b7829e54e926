"""Allowing and taking back messages on a device, and choosing what one is told."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

from backend.kit.crypto import Vault
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.notices.service import owe
from push import store
from push.topics import TRIAL, delivery_options
from push.types import DeliveryResult, NewSubscription, PushPreferences
from push.web_push import BadKeys, read_keys

MOST_DEVICES = 10
EVERYTHING = PushPreferences(off=[], quiet=True)
TRIAL_SHOWN = timedelta(minutes=30)


class NotABrowser(Refusal):
    """The keys that came with the subscription aren't keys."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class SharedDevice(Refusal):
    """On a device that others use, nothing of this person may ring after they left."""

    status = HTTPStatus.CONFLICT


def sealing_context(subscription: UUID) -> str:
    """What a sealed endpoint is bound to."""
    return f"push_subscription:{subscription}"


async def lookup_hash(db: Db, vault: Vault, endpoint: str) -> bytes:
    """The keyed hash by which an endpoint is found; one that an older key hashed is hashed anew first."""
    newest, *former = vault.fingerprints("push-endpoint", endpoint)
    if former:
        await store.hash_anew(db, endpoint_hash=newest, former=former)
    return newest


async def subscribe_device(
    db: Db, vault: Vault, person: UUID, new: NewSubscription, device: str, now: datetime
) -> None:
    """This browser tells this person from now on, and nobody else; raises NotABrowser."""
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
    """This browser tells this person nothing any more; one that is not theirs is none of their business."""
    await store.forget_endpoint(db, person=person, endpoint_hash=await lookup_hash(db, vault, endpoint))


async def preferences(db: Db, person: UUID) -> PushPreferences:
    """What this person wants to be told: everything, in the daytime, until they say otherwise."""
    return await store.choice(db, person=person) or EVERYTHING


async def try_it(db: Db, person: UUID, now: datetime) -> None:
    """Owe the person a message about nothing, by the way that all messages go; its deliveries can be seen from now on."""
    notice = await owe(
        db, person, TRIAL, "这是一条试发的提醒",
        "您在“提醒设置”里点了“试一下”。看到这一条，“消息”就是通的；手机也响了，提醒就是通的。", "/me/reminders", now,
    )  # fmt: skip
    await store.open(
        db, notice=notice, person=person, at=now, owed_at=now, expires_at=now + delivery_options(TRIAL).ttl
    )


async def newest_trial(db: Db, person: UUID, now: datetime) -> list[DeliveryResult]:
    """How the newest trial went on each device; nothing when it is long ago."""
    return await store.tried(db, person=person, topic=TRIAL, since=now - TRIAL_SHOWN)
