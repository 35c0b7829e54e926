"""Sessions in Redis: sealed, ended by time, renewed under a new id; losing them all costs sign-ins and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from redis.asyncio import Redis

from auth import cookie
from backend.kit.clock import Clock
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.redis import answering
from backend.residents.types import Assurance, Staff, Visitor

IDLE = timedelta(minutes=15)
SHARED_IDLE = timedelta(minutes=5)
TOTAL = timedelta(hours=12)
MOST_DEVICES = 20  # of one person; the oldest is signed out


class Session(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One signed-in browser; `former` are the form tokens of the ids it had before, for pages still open."""

    person: UUID | None = None
    assurance: Assurance = Assurance.ANONYMOUS
    staff: Staff | None = None
    since: datetime
    ends: datetime
    device: str = ""
    shared: bool = False
    stepped_up_at: datetime | None = None
    former: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Whose session this is, as one word."""
        return f"staff:{self.staff.subject}" if self.staff else f"person:{self.person}"


class Device(Struct, frozen=True, kw_only=True):
    """One place where a person is signed in, as shown to that person."""

    name: str
    device: str
    since: datetime
    idle_seconds: int
    here: bool


class Sessions:
    """All sessions of this installation."""

    def __init__(self, redis: Redis, vault: Vault, clock: Clock) -> None:
        self.redis, self.vault, self.clock = redis, vault, clock

    async def open(self, held: str, *, renew: bool = True) -> Session | None:
        """The session of this id, alive for another idle time; None when it ended."""
        key = session_key(held)
        async with answering():
            sealed = await (self.redis.getex(key, ex=idle_of(held)) if renew else self.redis.get(key))
        session = self._unseal(key, sealed)
        if session is not None and session.ends <= self.clock():
            await self.end(held, session)
            return None
        return session

    async def seconds_left(self, held: str) -> tuple[int, int]:
        """Seconds until the idle limit and until the total limit, without renewing anything."""
        session = await self.open(held, renew=False)
        if session is None:
            return 0, 0
        async with answering():
            idle = await self.redis.ttl(session_key(held))
        total = int((session.ends - self.clock()).total_seconds())
        return max(0, min(int(idle), total)), total

    async def start(self, session: Session) -> str:
        """Begin a session under a new id; only that id's hash is stored."""
        held = cookie.mint(self.vault, session.owner, shared=session.shared)
        key, listed = session_key(held), list_key(session.owner)
        sealed = self.vault.seal(msgspec.msgpack.encode(session), key)
        async with answering():
            await self.redis.zadd(listed, {key: session.ends.timestamp()})
            await self.redis.expire(listed, int(TOTAL.total_seconds()))
            await self.redis.set(key, sealed, ex=idle_of(held))
            surplus = await self.redis.zrange(listed, 0, -MOST_DEVICES - 1)
        await self._drop(session.owner, surplus)
        return held

    async def end(self, held: str, session: Session) -> None:
        """Sign this browser out, on the server."""
        await self._drop(session.owner, [session_key(held).encode()])

    async def devices(self, session: Session, held: str) -> list[Device]:
        """Where the owner of this session is signed in just now, newest first."""
        found = []
        async with answering():
            keys: Sequence[bytes] = await self.redis.zrange(list_key(session.owner), 0, -1, desc=True)
            for raw in keys:
                key = raw.decode()
                other, idle = self._unseal(key, await self.redis.get(key)), await self.redis.ttl(key)
                if other is None or other.ends <= self.clock():
                    await self.redis.zrem(list_key(session.owner), raw)
                    continue
                found.append(shown(other, key, int(idle), here=key == session_key(held)))
        return found

    async def end_named(self, session: Session, name: str) -> bool:
        """Sign one of the owner's other devices out; a name that isn't the owner's does nothing."""
        async with answering():
            keys: Sequence[bytes] = await self.redis.zrange(list_key(session.owner), 0, -1)
        chosen = [key for key in keys if short(key.decode()) == name]
        await self._drop(session.owner, chosen)
        return bool(chosen)

    async def end_all(self, owner: str) -> int:
        """Sign the owner out everywhere; answers how many sessions ended."""
        async with answering():
            keys: Sequence[bytes] = await self.redis.zrange(list_key(owner), 0, -1)
        await self._drop(owner, keys)
        return len(keys)

    async def _drop(self, owner: str, keys: Sequence[bytes]) -> None:
        async with answering():
            for key in keys:
                await self.redis.delete(key)
            if keys:
                await self.redis.zrem(list_key(owner), *keys)

    def _unseal(self, key: str, sealed: bytes | None) -> Session | None:
        if sealed is None:
            return None
        try:
            return msgspec.msgpack.decode(self.vault.open(sealed, key), type=Session)
        except (BrokenSeal, msgspec.DecodeError):
            return None  # sealed by a key we gave up, or of an older shape: sign in again


def session_key(held: str) -> str:
    """Where the session of this id is in Redis."""
    return "session:" + cookie.stored_as(held)


def list_key(owner: str) -> str:
    """Where the sessions of one owner are listed in Redis."""
    return f"sessions:{owner}"


def short(key: str) -> str:
    """A name for a session that can be shown: not its id, and of no use to guess it."""
    return key.removeprefix("session:")[:16]


def idle_of(held: str) -> int:
    """Seconds without a request after which this session ends."""
    return int((SHARED_IDLE if cookie.is_shared(held) else IDLE).total_seconds())


def shown(session: Session, key: str, idle_left: int, *, here: bool) -> Device:
    """One line of the list of devices."""
    idle = SHARED_IDLE if session.shared else IDLE
    unused = max(0, int(idle.total_seconds()) - idle_left)
    return Device(name=short(key), device=session.device, since=session.since, idle_seconds=unused, here=here)


def visitor(session: Session, held: str, token: str) -> Visitor:
    """What the routes may know of this session."""
    return Visitor(
        person=session.person, assurance=session.assurance, staff=session.staff,
        session=short(session_key(held)), token=token, stepped_up_at=session.stepped_up_at,
    )  # fmt: skip
