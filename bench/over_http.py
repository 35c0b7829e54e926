"""Residents with sessions, over real HTTP: prebuilt requests on kept connections, so that the client costs little."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from auth.session import cookie
from auth.session.sessions import Session, Sessions
from backend.kit.clock import utc_now
from backend.kit.crypto import Vault
from backend.kit.redis import open_redis
from backend.kit.web import token_for
from backend.residents.types import Assurance, FreshProof
from backend.settings import Settings
from bench.house import CLIENTS, uuid_of


async def sessions(settings: Settings, count: int) -> list[str]:
    """The cookie of each of the first residents, signed in."""
    redis, vault = open_redis(settings.redis_url), Vault(settings.sealing_keys, settings.hash_key)
    opened, now = Sessions(redis, vault, utc_now), datetime.now(UTC)
    held = [
        await opened.start(
            Session(
                person=uuid_of(1, n),
                assurance=Assurance.VERIFIED,
                proofs=(FreshProof(now, "sms"),),
                since=now,
                ends=now + timedelta(hours=1),
                device="bench",
            )
        )
        for n in range(count)
    ]
    await redis.aclose()
    return held


def post(settings: Settings, origin: str, path: str, held: str, fields: dict[str, str]) -> bytes:
    """A form as a browser sends it."""
    token = token_for(settings.csrf_key, cookie.redis_name(held))
    body = urlencode({"_token": token, **fields}).encode()
    return head("POST", origin, path, settings, held) + (
        b"content-type: application/x-www-form-urlencoded\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    )


def get(settings: Settings, origin: str, path: str, held: str) -> bytes:
    """A page as a browser asks for it."""
    return head("GET", origin, path, settings, held) + b"\r\n"


def head(method: str, origin: str, path: str, settings: Settings, held: str) -> bytes:
    """The first lines of a request of this resident."""
    name = cookie.name(settings.secure)
    return (
        f"{method} {path} HTTP/1.1\r\nhost: {urlsplit(origin).netloc}\r\ncookie: {name}={held}\r\norigin: {settings.origin}\r\n"
        "sec-fetch-site: same-origin\r\naccept: text/html\r\n"
    ).encode()


async def send_all(origin: str, requests: list[bytes], wanted: int) -> tuple[float, float]:
    """Every request once over as many connections as clients: how many a second, and the 99th percentile in ms."""
    parts, waiting, spans = urlsplit(origin), iter(requests), []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
        for request in waiting:
            at = time.perf_counter()
            writer.write(request)
            await answered(reader, wanted)
            spans.append(time.perf_counter() - at)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return len(spans) / (time.perf_counter() - began), sorted(spans)[int(len(spans) * 0.99)] * 1000


async def answered(reader: asyncio.StreamReader, wanted: int) -> None:
    """Read one whole answer; another status than wanted ends the measurement."""
    top = await reader.readuntil(b"\r\n\r\n")
    assert top.split(b" ", 2)[1] == str(wanted).encode(), top
    length = next(
        (int(line.split(b":")[1]) for line in top.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    await reader.readexactly(length)


def submissions(settings: Settings, origin: str, held: list[str]) -> list[bytes]:
    """The submission of each resident's draft."""
    return [
        post(
            settings, origin, f"/cases/{uuid_of(2, n)}/submission", cookie_, {"event": str(uuid4()), "confirmed": "yes"}
        )
        for n, cookie_ in enumerate(held)
    ]
