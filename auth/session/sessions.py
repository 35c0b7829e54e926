"""Sessions in Redis: opened by `Sessions.start`, sealed, ended by time, renewed under a new id; losing them all costs sign-ins and nothing else."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth.session import cookie
from backend.kit import encrypted_redis
from backend.kit.clock import Clock
from backend.kit.crypto import Vault
from backend.kit.redis import redis_errors
from backend.residents.types import Assurance, FreshProof, ProofMeans, Proofs, Staff, Visitor

IDLE = timedelta(minutes=15)
SHARED_IDLE = timedelta(minutes=5)
TOTAL = timedelta(hours=12)
FRESH = timedelta(minutes=10)  # that a proof counts for acts with consequences
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
    signed_in_with: ProofMeans | None = None
    proofs: Proofs = ()
    mandate: UUID | None = None  # by which the person acts for another, until they switch back or the session ends
    acting_for: str = ""  # the name of that other
    former: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Whose session this is, as one word."""
        return f"staff:{self.staff.subject}" if self.staff else f"person:{self.person}"


class SignedInDevice(Struct, frozen=True, kw_only=True):
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

    async def resume(self, session_id: str, *, renew: bool = True) -> Session | None:
        """Read a session and renew its idle time; None when it has ended."""
        key = session_key(session_id)
        async with redis_errors():
            found = await (self.redis.getex(key, ex=idle_of(session_id)) if renew else self.redis.get(key))
        session = encrypted_redis.unseal(self.vault, key, found, Session)
        if session is not None and session.ends <= self.clock():
            await self.end(session_id, session)
            return None
        return session

    async def seconds_left(self, session_id: str) -> tuple[int, int]:
        """Seconds until the idle limit and until the total limit, without renewing anything."""
        session = await self.resume(session_id, renew=False)
        if session is None:
            return 0, 0
        total = int((session.ends - self.clock()).total_seconds())
        return max(0, min(await self._idle_left(session_key(session_id)), total)), total

    async def start(self, session: Session) -> str:
        """Open a session under a new id; Redis stores only the id's hash."""
        session_id = cookie.new_id(self.vault, session.owner, shared=session.shared)
        key, listed = session_key(session_id), list_key(session.owner)
        async with redis_errors():
            await self.redis.zadd(listed, {key: session.ends.timestamp()})
            await self.redis.expire(listed, int(TOTAL.total_seconds()))
        await encrypted_redis.put(self.redis, self.vault, key, session, idle_of(session_id))
        others = [
            one for one in await self._listed(session.owner) if one != key
        ]  # of one moment, the newest isn't last
        await self._drop(session.owner, others[: 1 - MOST_DEVICES])
        return session_id

    async def end(self, session_id: str, session: Session) -> None:
        """End the session of this browser."""
        await self._drop(session.owner, [session_key(session_id)])

    async def devices(self, session: Session, session_id: str) -> list[SignedInDevice]:
        """List the devices on which the session's owner is signed in, newest first."""
        found = []
        for key in reversed(await self._listed(session.owner)):
            other = await encrypted_redis.get(self.redis, self.vault, key, Session)
            if other is None or other.ends <= self.clock():
                await self._drop(session.owner, [key])
                continue
            found.append(device_line(other, key, await self._idle_left(key), here=key == session_key(session_id)))
        return found

    async def end_named(self, session: Session, name: str) -> bool:
        """Sign one of the owner's devices out; a name that isn't the owner's does nothing."""
        chosen = [key for key in await self._listed(session.owner) if public_name(key) == name]
        await self._drop(session.owner, chosen)
        return bool(chosen)

    async def end_all(self, owner: str) -> int:
        """End every session of an owner; returns how many ended."""
        keys = await self._listed(owner)
        await self._drop(owner, keys)
        return len(keys)

    async def _listed(self, owner: str) -> list[str]:
        """The keys of the owner's sessions, oldest first."""
        async with redis_errors():
            found = await self.redis.zrange(list_key(owner), 0, -1)
        return [key.decode() for key in found if isinstance(key, bytes)]

    async def _idle_left(self, key: str) -> int:
        async with redis_errors():
            return int(await self.redis.ttl(key))

    async def _drop(self, owner: str, keys: list[str]) -> None:
        async with redis_errors():
            for key in keys:  # one by one: in a cluster they live on different nodes
                await self.redis.delete(key)
                await self.redis.zrem(list_key(owner), key)


def session_key(session_id: str) -> str:
    """Redis key of a session."""
    return "session:" + cookie.redis_name(session_id)


def list_key(owner: str) -> str:
    """Redis key of an owner's list of sessions."""
    return f"sessions:{owner}"


def public_name(key: str) -> str:
    """Name of a session that can be shown: not its id, and useless for guessing it."""
    return key.removeprefix("session:")[:16]


def idle_of(session_id: str) -> int:
    """Seconds without a request after which this session ends."""
    return int((SHARED_IDLE if cookie.is_shared(session_id) else IDLE).total_seconds())


def device_line(session: Session, key: str, idle_left: int, *, here: bool) -> SignedInDevice:
    """One line of the list of devices."""
    idle = SHARED_IDLE if session.shared else IDLE
    unused = max(0, int(idle.total_seconds()) - idle_left)
    return SignedInDevice(
        name=public_name(key), device=session.device, since=session.since, idle_seconds=unused, here=here
    )


def with_proof(proofs: Proofs, one: FreshProof) -> Proofs:
    """The proofs with this one added; of each means the newest counts."""
    newest = {proof.means: proof for proof in sorted((*proofs, one), key=lambda proof: proof.at)}
    return tuple(sorted(newest.values(), key=lambda proof: proof.at))


def fresh_proofs(proofs: Proofs, now: datetime) -> Proofs:
    """The proofs of the last ten minutes; one from the future is none."""
    return tuple(proof for proof in proofs if timedelta(0) <= now - proof.at < FRESH)


def visitor_of_session(session: Session, session_id: str, token: str, now: datetime) -> Visitor:
    """Visitor of a session, with its fresh proofs only."""
    return Visitor(
        person=session.person, assurance=session.assurance, staff=session.staff,
        session=public_name(session_key(session_id)), token=token, shared=session.shared,
        proofs=fresh_proofs(session.proofs, now), signed_in_with=session.signed_in_with, mandate=session.mandate,
        acting_for=session.acting_for,
    )  # fmt: skip
