"""How many codes may be sent: budgets per number and browser, per number and network, per network, and for the whole house.

A browser in which the number has signed in before has a budget of its own, so that strangers who ask for codes can't lock
its owner out. Strangers wait longer and longer instead of being refused for the rest of the hour. All figures are proposals.
"""

import hashlib

from redis.asyncio import Redis

from backend.kit.crypto import Vault
from backend.kit.log import worry
from backend.kit.problems import TooMuch
from backend.kit.redis import count_attempt, redis_errors

PAUSE = 60
"""Seconds between two messages to one number for the same asker."""
STRANGER_PAUSES = (60,) * 8 + (120, 300, 600)
"""The same for askers from one network whose browsers we don't know, by how many messages went out in the last hour."""
HOUR, DAY = 3600, 86400
KNOWN = (("hour", 8, HOUR), ("day", 20, DAY))
STRANGERS = (("strangers-hour", 20, HOUR), ("strangers-day", 40, DAY))
"""All strangers together to one number: what nobody should be pestered with."""
FROM_ADDRESS = ("address", 30, 600)  # many phones share one address of a carrier
ABROAD = ("abroad", 200, HOUR)  # messages to numbers outside China in all: what fraud with paid numbers may cost
ALL = ("all", 3000, HOUR)
"""Every message of the house: the cap on its cost; reaching it is an alarm."""
AT_HOME = ("+86", "+852", "+853", "+886")
KNOWN_SECONDS = 400 * DAY


class SendingPause(TooMuch):
    """A message went to this number a moment ago."""


class SendingLimits:
    """The budgets of one browser; `mark` is what it is known by from earlier sign-ins, "" for a stranger."""

    def __init__(self, redis: Redis, vault: Vault, mark: str, address: str) -> None:
        self.redis, self.vault, self.address = redis, vault, address
        self.mark = hashlib.sha256(mark.encode()).hexdigest() if mark else ""

    async def spend(self, phone: str) -> str:
        """Count one message; answers the key of the pause that began, raises Wait or TooMuch. Whether we know the number plays no part."""
        to = self.vault.fingerprint("sms", phone).hex()
        known = await self._knows(to)
        pause = f"limit:sms-pause:{to}:{self.mark if known else self.address}"
        await self._begin_pause(pause, PAUSE if known else await self._stranger_pause(to))
        if not known:
            await self._count_message(to)
        name, most, seconds = FROM_ADDRESS
        limits = [(f"{name}:{self.address}", most, seconds)]
        limits += [(f"{name}:{to}:{self.mark}", most, seconds) for name, most, seconds in KNOWN] if known else []
        limits += [] if known else [(f"{name}:{to}", most, seconds) for name, most, seconds in STRANGERS]
        limits += [] if phone.startswith(AT_HOME) else [ABROAD]
        for name, most, seconds in limits:
            await count_attempt(self.redis, f"limit:sms-{name}", most, seconds)
        await self._cap_cost()
        return pause

    async def recognise(self, phone: str, mark: str) -> None:
        """From now on this browser has a budget of its own for this number."""
        to, known = self.vault.fingerprint("sms", phone).hex(), hashlib.sha256(mark.encode()).hexdigest()
        async with redis_errors():
            await self.redis.set(f"sms-known:{to}:{known}", 1, ex=KNOWN_SECONDS)

    async def forget_pause(self, pause: str) -> None:
        """Cancel the pause of a message that was not sent."""
        async with redis_errors():
            await self.redis.delete(pause)

    async def _knows(self, to: str) -> bool:
        if not self.mark:
            return False
        async with redis_errors():
            return bool(await self.redis.exists(f"sms-known:{to}:{self.mark}"))

    async def _stranger_pause(self, to: str) -> int:
        async with redis_errors():
            sent = int(await self.redis.get(f"limit:sms-sent:{to}:{self.address}") or 0)
        return STRANGER_PAUSES[min(sent, len(STRANGER_PAUSES) - 1)]

    async def _count_message(self, to: str) -> None:
        """Count only accepted requests, one at a time: a refused request doesn't lengthen anybody's pause."""
        key = f"limit:sms-sent:{to}:{self.address}"
        async with redis_errors():
            pipe = self.redis.pipeline(transaction=True)
            pipe.incr(key)
            pipe.expire(key, HOUR)
            await pipe.execute()

    async def _begin_pause(self, pause: str, seconds: int) -> None:
        async with redis_errors():
            free = await self.redis.set(pause, 1, ex=seconds, nx=True)
            left = seconds if free else await self.redis.ttl(pause)
        if not free:
            raise SendingPause(seconds=max(1, int(left)))

    async def _cap_cost(self) -> None:
        name, most, seconds = ALL
        try:
            await count_attempt(self.redis, f"limit:sms-{name}", most, seconds)
        except TooMuch:
            worry("sms.cost_cap_reached", most=most)
            raise
