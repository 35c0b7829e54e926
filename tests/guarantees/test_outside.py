"""Nobody outside is asked while a transaction is open, and every limit counts those who come at the same moment."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit
from uuid import uuid4

import msgspec
import pytest

from auth.identity.liveness import Certified
from auth.openid.relying_party import RelyingParty
from backend.cases.drafts import begin
from backend.cases.papers import hand_in
from backend.kit.db import OpenTransactionError, close_pool, open_pool, refuse_open_transaction, transaction
from backend.kit.problems import TooMuch
from backend.kit.redis import count_attempt, open_redis
from backend.notices.sms import SmsGateway
from backend.registers.client import Registers
from backend.registers.sample.cast import cast
from backend.residents import service as residents
from backend.residents.types import Acting, Assurance, Identity, Visitor
from push.http_client import PushClient
from tests import people
from tests.conftest import opened
from tests.support.pictures import picture_bytes
from tests.support.raw import Raw
from tests.support.relay import relayed
from tests.support.visitors import headers_of

OUTSIDE: tuple[tuple[type, str, tuple[Any, ...]], ...] = (
    (Registers, "post", ("/query", b"{}")),
    (SmsGateway, "send", ("+8613800138000", "sign_in_code")),
    (RelyingParty, "_http", ()),
    (Certified, "_post", (b"{}",)),
    (PushClient, "carry", (None, None)),
)


@pytest.mark.parametrize(("client", "method", "given"), OUTSIDE, ids=lambda one: getattr(one, "__name__", ""))
async def test_every_client_refuses_to_ask_inside_a_transaction(
    house: Any, client: type, method: str, given: tuple[Any, ...]
) -> None:
    async with transaction(house.framework.state.pool):
        with pytest.raises(OpenTransactionError):
            await getattr(client.__new__(client), method)(*given)
    refuse_open_transaction()


async def proven_person(state: Any, clock: Callable[[], Any], number: int = 0) -> Acting:
    """One of the cast, whose card was read."""
    member = list(cast().values())[number]
    async with transaction(state.pool) as db:
        who = Identity(phone=f"+86{uuid4().int % 10**11}", name=member.name, id_number=member.id_number)
        await db.execute(
            "delete from identity where id_hash = any($1)", state.vault.fingerprints("id_number", member.id_number)
        )
        person = (await residents.create_person(db, state.vault, who, Assurance.DOCUMENT, clock())).id
    return Acting(person, person, assurance=Assurance.DOCUMENT)


async def test_a_silent_register_keeps_nobody_else_waiting(settings: Any, clean: None, clock: Any) -> None:
    asked: list[Any] = []

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        await asyncio.Event().wait()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with opened(msgspec.structs.replace(settings, register_url=url, register_seconds=3.0), clock) as (front, app):
        starting = []
        for number in range(settings.pool_size + 2):
            acting = await proven_person(app.state, clock, number)
            told = await headers_of(app, Visitor(person=acting.person, assurance=acting.assurance))
            headers = {"content-type": "application/x-www-form-urlencoded", **told}
            begun = Raw("POST", "/cases", headers, [b"service=FT0205001"], whole=True).answered(front)
            starting.append(asyncio.create_task(begun))
            while not starting[-1].done() and len(asked) < len(starting):
                await asyncio.sleep(0.01)
        took = time.monotonic()
        assert (await Raw("GET", "/readyz", {}, [], whole=True).answered(front))[0] == 200
        assert time.monotonic() - took < 1
        assert asked, "nobody asked the register"
        assert {status for status, _, _ in await asyncio.gather(*starting)} == {303}
    server.close()


CODES = ("FT0205001", "FT0110009", "FT0107003", "FT0405005", "FT0405006")


@pytest.mark.parametrize("limit", ["files an hour", "room"])
async def test_uploads_at_one_moment_are_all_counted(house: Any, clock: Any, limit: str) -> None:
    state, picture = house.framework.state, b"\xff\xd8\xff" + bytes(2000)
    acting = await proven_person(state, clock)
    cases = [
        await begin.open_draft(lambda: transaction(state.pool), state.services, acting, code, clock()) for code in CODES
    ]
    rows, size = (
        (hand_in.FILES_AN_HOUR - 1, 10) if limit == "files an hour" else (1, hand_in.QUOTA_BYTES - len(picture) - 1)
    )
    async with transaction(state.pool) as db:
        await db.execute(
            "insert into material (id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, state, uploaded_at)"
            " select gen_random_uuid(), $1, $2, 'x' || n, '', 'image/jpeg', $3, '', '', 'read', $4 from generate_series(1, $5) n",
            acting.principal, cases[0].id, size, clock(), rows,
        )  # fmt: skip

    async def one(case: Any) -> bool:
        slot = state.services.catalogue.get(case.service).service.material[0].key
        try:
            async with hand_in.store_file(state.file_store, picture) as kept, transaction(state.pool) as db:
                file = hand_in.IncomingFile("p.jpg", picture)
                await hand_in.hand_in(db, state.services, kept, acting, case.id, slot, file, clock())
        except (hand_in.UploadRateExceeded, hand_in.QuotaExceeded):
            return False
        return True

    assert sum(await asyncio.gather(*(one(case) for case in cases))) == 1


async def test_counters_let_exactly_their_number_through(house: Any) -> None:
    async def one() -> bool:
        try:
            await count_attempt(house.framework.state.redis, "limit:test", 5, 60)
        except TooMuch:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(25)))) == 5


async def test_a_store_that_hangs_holds_no_connection(
    house: Any, resident: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = house.framework.state
    hanging = asyncio.Event()

    async def never(*_: Any) -> None:
        hanging.set()
        await asyncio.sleep(60)

    she = resident(people.GRANDMOTHER)
    await she.signs_in()
    case = await she.begins("FT0205001")
    await she.goes(f"{case}/papers/id_card")
    monkeypatch.setattr(state.file_store, "_put", never)
    sending = asyncio.create_task(
        she.sends(f"{case}/papers/id_card", files={"file": ("p.jpg", picture_bytes(800, 500), "image/jpeg")})
    )
    await asyncio.wait_for(hanging.wait(), 20)
    assert state.pool.get_idle_size() == state.pool.get_size()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


@pytest.mark.parametrize("part", ["database", "redis"])
async def test_a_part_that_hangs_is_said_within_two_seconds_however_often_one_asks(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    state, socket = house.framework.state, tmp_path / ".s.PGSQL.5432"
    own = urlsplit(getattr(state.settings, f"{part}_url"))
    to = Path(unquote(own.path)) if part == "redis" else Path(parse_qs(own.query)["host"][0]) / socket.name
    async with relayed(to, socket) as relay, AsyncExitStack() as after:
        if part == "redis":
            monkeypatch.setattr(state, "redis", open_redis(f"unix://{socket}"))
            after.push_async_callback(state.redis.aclose)
        else:
            pool = await open_pool(urlunsplit(own._replace(query=f"host={tmp_path}")), 4)
            monkeypatch.setattr(state, "pool", pool)
            after.push_async_callback(close_pool, pool)
        after.callback(relay.flowing.set)
        await ready_again(house)
        relay.flowing.clear()
        began = time.monotonic()
        asked = [Raw("GET", "/readyz", {}, [], whole=True).answered(house) for _ in range(9)]
        assert {status for status, _, _ in await asyncio.gather(*asked)} == {503}
        assert time.monotonic() - began < 10, "a cancelled statement waits 17 seconds for a server that hangs"
        assert part == "redis" or pool.get_size() - pool.get_idle_size() < 4, "the checks pile up"
        relay.flowing.set()
        await ready_again(house)


async def ready_again(house: Any) -> None:
    """Ask until the house is ready; the first answer after a server hung may still be no."""
    async with asyncio.timeout(30):
        while (await Raw("GET", "/readyz", {}, [], whole=True).answered(house))[0] != 200:
            await asyncio.sleep(0.05)
