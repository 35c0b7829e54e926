"""One-time codes (NIST SP 800-63B §3.1.3): six digits, ten minutes, five tries, one use, in the browser that asked."""

import hmac
import secrets
import unicodedata
from datetime import timedelta
from http import HTTPStatus

from msgspec import Struct
from redis.asyncio import Redis

from auth import cookie, sealed
from backend.kit.crypto import Vault
from backend.kit.problems import Refusal, TooMuch
from backend.kit.redis import answering, count

VALID = timedelta(minutes=10)
VALID_SECONDS = int(VALID.total_seconds())
TRIES = 5
PAUSE = 60  # seconds between two messages to one number
HOUR, DAY = 3600, 86400
LIMITS = (("hour", 5, HOUR), ("day", 10, DAY))  # messages to one number
FROM_ADDRESS = ("address", 30, 600)  # many phones share one address of a carrier
ABROAD = ("abroad", 200, HOUR)  # messages to numbers outside China in all: what fraud with paid numbers may cost
WRONG_FROM_ADDRESS = ("wrong", 60, 600)


class CodeGone(Refusal):
    """There is no code that this browser could still use."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "这个验证码已经过期或用过了。请点“重新获取验证码”。"


class CodeWrong(Refusal):
    """Not the code that was sent; some tries are left."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "验证码不对，还可以再试 {left} 次。请看最新收到的那条短信。"


class CodeUsedUp(Refusal):
    """Five wrong tries."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "验证码错了 5 次，为了您的安全，这个验证码已作废。请点“重新获取验证码”。"


class Wait(TooMuch):
    """A message went to this number a moment ago."""

    says = "验证码刚刚发过，请等 {seconds} 秒再重新获取。"


class Asked(Struct, frozen=True, kw_only=True):
    """What a browser asked for: the code, where it went, and where the person goes on."""

    phone: str
    code: str
    serial: str
    next: str
    shared: bool = False


def new(phone: str, *, next: str, shared: bool = False) -> Asked:
    """Six random digits for this number."""
    code = f"{secrets.randbelow(10**6):06}"
    return Asked(phone=phone, code=code, serial=secrets.token_hex(8), next=next, shared=shared)


def typed_code(text: str) -> str:
    """The code as typed, whatever the keyboard made of it: full-width digits, spaces, dashes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())


async def count_sending(redis: Redis, vault: Vault, phone: str, address: str) -> None:
    """Count one message against its number and its asker; raises TooMuch. Whether we know the number plays no part."""
    to = vault.fingerprint("sms", phone).hex()
    async with answering():
        free = await redis.set(f"limit:sms-pause:{to}", 1, ex=PAUSE, nx=True)
        left = PAUSE if free else await redis.ttl(f"limit:sms-pause:{to}")
    if not free:
        raise Wait(seconds=max(1, int(left)))
    name, most, seconds = FROM_ADDRESS
    await count(redis, f"limit:sms-{name}:{address}", most, seconds)
    for name, most, seconds in LIMITS:
        await count(redis, f"limit:sms-{name}:{to}", most, seconds)
    if not phone.startswith(("+86", "+852", "+853", "+886")):
        name, most, seconds = ABROAD
        await count(redis, f"limit:sms-{name}", most, seconds)


async def not_sent(redis: Redis, vault: Vault, phone: str) -> None:
    """The message did not go out: the person may ask again at once."""
    async with answering():
        await redis.delete(f"limit:sms-pause:{vault.fingerprint('sms', phone).hex()}")


async def remember(redis: Redis, vault: Vault, held: str, asked: Asked) -> None:
    """This browser now waits for this code; an earlier one is void."""
    await sealed.put(redis, vault, key_of(held), asked, VALID_SECONDS)


async def asked_by(redis: Redis, vault: Vault, held: str) -> Asked | None:
    """What this browser is waiting for, if anything."""
    return await sealed.get(redis, vault, key_of(held), Asked) if held else None


async def check(redis: Redis, vault: Vault, held: str, typed: str, address: str) -> Asked:
    """What was asked, if the code is right; a try is spent before comparing, so that parallel guesses gain nothing."""
    asked = await asked_by(redis, vault, held)
    if asked is None:
        raise CodeGone
    name, most, seconds = WRONG_FROM_ADDRESS
    await count(redis, f"limit:code-{name}:{address}", most, seconds)
    tries = f"code-tries:{asked.serial}"
    async with answering():
        await redis.set(tries, 0, ex=VALID_SECONDS, nx=True)
        used = int(await redis.incr(tries))
    if used > TRIES:
        raise CodeUsedUp
    if not hmac.compare_digest(typed_code(typed).encode(), asked.code.encode()):
        raise CodeWrong(left=TRIES - used) if used < TRIES else CodeUsedUp
    return asked


async def use_up(redis: Redis, held: str) -> None:
    """The code is used; only one of several at the same time gets through."""
    async with answering():
        if not await redis.delete(key_of(held)):
            raise CodeGone


def key_of(held: str) -> str:
    """Where the code this browser waits for is in Redis."""
    return "code:" + cookie.stored_as(held)
