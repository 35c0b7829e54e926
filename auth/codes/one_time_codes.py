"""One-time codes (NIST SP 800-63B §3.1.3): six digits, ten minutes, five tries, one use, in the browser that asked."""

import hmac
import re
import secrets
from datetime import timedelta
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace
from redis.asyncio import Redis

from auth.codes.sending_limits import SendingLimits
from auth.session import cookie
from backend.kit import encrypted_redis
from backend.kit.crypto import Vault
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt, redis_errors
from backend.kit.text import to_half_width
from backend.notices.sms import SmsGateway

VALID = timedelta(minutes=10)
VALID_SECONDS = int(VALID.total_seconds())
DIGITS = 6
SIX_DIGITS = re.compile(rf"(?<!\d)\d{{{DIGITS}}}(?!\d)", re.ASCII)
TRIES = 5
EARLIER = 2
"""Codes sent before that still count: a message may come late, and asking again must not void it."""
WRONG_FROM_ADDRESS = ("wrong", 60, 600)


class CodeExpired(Refusal):
    """There is no code that this browser could still use."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CodeWrong(Refusal):
    """Not the code that was sent; some tries are left."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CodeUnclear(Refusal):
    """The input contains no six digits; no attempt is counted."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CodeTriesUsed(Refusal):
    """Five wrong tries."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CodeRequest(Struct, frozen=True, kw_only=True):
    """A pending code of a browser: its digits, its phone number, and the page to return to."""

    phone: str
    code: str
    serial: str
    next: str
    shared: bool = False
    earlier: tuple[str, ...] = ()


def new_code(phone: str, *, next: str, shared: bool = False) -> CodeRequest:
    """Six random digits for this number."""
    code = f"{secrets.randbelow(10**6):06}"
    return CodeRequest(phone=phone, code=code, serial=secrets.token_hex(8), next=next, shared=shared)


def parse_code(text: str) -> str:
    """The code in what was typed or pasted: the first run of exactly six digits, else the digits together; "" if those aren't six.

    A whole message may be pasted (“…验证码 123456，10分钟内有效”), and a keyboard may write full-width digits, spaces or dashes.
    """
    cleaned = to_half_width(text)
    if found := SIX_DIGITS.search(cleaned):
        return found[0]
    digits = "".join(c for c in cleaned if c.isdecimal())
    return digits if len(digits) == DIGITS else ""


class Codes:
    """The codes for one browser and one purpose."""

    def __init__(
        self,
        redis: Redis,
        vault: Vault,
        sms: SmsGateway,
        session_id: str,
        limits: SendingLimits,
        purpose: str = "sign-in",
    ) -> None:
        self.redis, self.vault, self.sms, self.limits = redis, vault, sms, limits
        self.key = f"code:{purpose}:{cookie.redis_name(session_id)}"

    async def send(self, asked: CodeRequest) -> None:
        """Send this code by SMS and wait for the gateway. Earlier codes to this number stay valid; a failed sending can be repeated at once."""
        before = await self.waiting()
        if before is not None and before.phone == asked.phone:
            asked = replace(asked, earlier=(before.code, *before.earlier)[:EARLIER])
        pause = await self.limits.spend(asked.phone)
        try:
            await self.sms.send(asked.phone, "sign_in_code", code=asked.code, minutes=str(VALID_SECONDS // 60))
        except Refusal:
            await self.limits.forget_pause(pause)
            raise
        await encrypted_redis.put(self.redis, self.vault, self.key, asked, VALID_SECONDS)

    async def waiting(self) -> CodeRequest | None:
        """Read the pending code of this browser."""
        return await encrypted_redis.get(self.redis, self.vault, self.key, CodeRequest)

    async def check(self, typed: str) -> CodeRequest:
        """Return the pending request if the code is right. The attempt is counted before comparing, so that parallel guesses gain nothing."""
        asked = await self.waiting()
        if asked is None:
            raise CodeExpired
        if not (code := parse_code(typed)):
            raise CodeUnclear
        name, most, seconds = WRONG_FROM_ADDRESS
        await count_attempt(self.redis, f"limit:code-{name}:{self.limits.address}", most, seconds)
        used = await self._spend_a_try(asked)
        if used > TRIES:
            raise CodeTriesUsed
        if not any([hmac.compare_digest(code.encode(), one.encode()) for one in (asked.code, *asked.earlier)]):
            raise CodeWrong(left=TRIES - used) if used < TRIES else CodeTriesUsed
        return asked

    async def use_up(self) -> None:
        """Consume the code atomically; raises CodeExpired if another request used it first."""
        async with redis_errors():
            if not await self.redis.delete(self.key):
                raise CodeExpired

    async def _spend_a_try(self, asked: CodeRequest) -> int:
        tries = f"code-tries:{asked.serial}"
        async with redis_errors():
            await self.redis.set(tries, 0, ex=VALID_SECONDS, nx=True)
            return int(await self.redis.incr(tries))
