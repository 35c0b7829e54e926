"""The sample phone's memory: bounded, kept over restarts, not spoiled by a torn line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from aiohttp import web

from backend.notices.sms_inbound import InboundSms, read_inbound
from backend.registers.sample.app import create
from backend.registers.sample.phone import GatewayMessage, SamplePhone

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def message(number: int, template: str = "sign_in_code") -> GatewayMessage:
    """The message with this number."""
    return GatewayMessage(
        to="+8619900000001", template=template, parameters={"code": f"{number:06}"}, id=UUID(int=number)
    )


def test_only_the_newest_are_kept_in_memory_and_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "phone.jsonl"
    phone = SamplePhone(file, most=10)
    for number in range(100):
        phone.take(message(number), AT)
        assert len(file.read_bytes().splitlines()) <= 20
    assert [one.code for one in phone.messages()] == [f"{number:06}" for number in range(99, 89, -1)]
    assert SamplePhone(file, most=10).messages() == phone.messages()
    assert file.stat().st_mode & 0o077 == 0


def test_a_message_sent_again_after_a_restart_is_there_once(tmp_path: Path) -> None:
    SamplePhone(tmp_path / "phone.jsonl").take(message(1), AT)
    again = SamplePhone(tmp_path / "phone.jsonl")
    again.take(message(1), AT)
    assert len(again.messages()) == 1


def test_a_torn_line_loses_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "phone.jsonl"
    phone = SamplePhone(file)
    phone.take(message(1), AT)
    file.write_bytes(file.read_bytes() + b'{"id":"0000')
    kept = SamplePhone(file)
    kept.take(message(2), AT)
    assert [one.code for one in SamplePhone(file).messages()] == ["000002", "000001"]


def test_an_unknown_template_or_a_missing_word_is_shown_as_it_came(tmp_path: Path) -> None:
    phone = SamplePhone(tmp_path / "phone.jsonl")
    phone.take(message(7, "strange"), AT)
    phone.take(message(8), AT)  # the wording needs minutes
    assert [one.text for one in phone.messages()] == [
        "【智慧福田】sign_in_code：code 000008",
        "【智慧福田】strange：code 000007",
    ]


async def test_an_answer_is_brought_as_the_protocol_says(tmp_path: Path) -> None:
    brought: list[InboundSms] = []

    async def take(request: web.Request) -> web.Response:
        brought.append(read_inbound(await request.read(), request.headers, "k"))
        return web.Response(status=202)

    async with listening(take) as origin:
        environ = {"FUTIAN_REGISTER_KEY": "r", "FUTIAN_SMS_KEY": "k", "FUTIAN_ORIGIN": origin, "VAR": str(tmp_path)}
        environ["FUTIAN_SAMPLE_RESIDENTS"] = "0"
        app = create(environ)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://phone") as http:
            form = {"number": "19900000006", "text": "同意"}
            shown = await http.post("/phone/reply", data=form, follow_redirects=True)
            refused = await http.post("/phone/reply", data=form, headers={"sec-fetch-site": "cross-site"})
            box = await http.get("/phone?to=19900000006&still=true")
    assert "回复发出去了" in shown.text
    assert refused.status_code == 403
    assert 'action="/phone/reply"' in box.text
    assert [(one.sender, one.text) for one in brought] == [("+8619900000006", "同意")]


async def test_an_answer_that_nobody_takes_is_said_to_be_lost(tmp_path: Path) -> None:
    environ = {
        "FUTIAN_REGISTER_KEY": "r",
        "FUTIAN_SMS_KEY": "k",
        "FUTIAN_ORIGIN": "http://127.0.0.1:9",
        "VAR": str(tmp_path),
    }
    environ["FUTIAN_SAMPLE_RESIDENTS"] = "0"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create(environ)), base_url="http://phone") as http:
        shown = await http.post("/phone/reply", data={"number": "19900000006", "text": "停"}, follow_redirects=True)
    assert "回复没有送到" in shown.text


@asynccontextmanager
async def listening(take: Any) -> AsyncIterator[str]:
    """A door of the product that only listens."""
    app = web.Application()
    app.router.add_post("/sms/received", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
