"""While the switch's file exists pages say that the house rests; what watches the house goes on."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from backend.exception_handlers import unavailable
from backend.kit import maintenance
from backend.kit.maintenance import MaintenanceSwitch
from backend.maintenance_commands import maintenance as command
from pwa.maintenance import maintenance_page, policy

PEOPLE = {"accept": "text/html,*/*"}


async def open_house(_scope: Any, _receive: Any, send: Callable[[Any], Any]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"open"})


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(maintenance, "LOOK", 0.0)
    switch = MaintenanceSwitch(open_house, tmp_path / "rest", maintenance_page, policy, unavailable)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(switch), base_url="http://house") as client:  # type: ignore[arg-type]
        yield client


def switched(tmp_path: Path, *words: str) -> None:
    done = CliRunner().invoke(command, [*words, "--file", str(tmp_path / "rest")])
    assert done.exit_code == 0, done.output


async def test_it_rests_and_opens_again(house: httpx.AsyncClient, tmp_path: Path) -> None:
    assert (await house.get("/", headers=PEOPLE)).text == "open"
    switched(tmp_path, "on", "--until", "2026-12-01T10:00")
    page = await house.get("/cases", headers=PEOPLE)
    assert (page.status_code, page.headers["retry-after"], page.headers["cache-control"]) == (503, "300", "no-store")
    assert "12月1日 10:00" in page.text
    assert "已经交上来的都在" in page.text
    assert 'href="tel:12345"' in page.text
    assert '"checkbox" checked' not in page.text
    large = await house.get("/cases", headers={**PEOPLE, "cookie": "mode=elder"})
    assert '"checkbox" checked' in large.text
    told = await house.post("/api/cases")
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    assert (await house.get("/livez")).text == "open"
    switched(tmp_path, "off")
    assert (await house.get("/", headers=PEOPLE)).text == "open"


async def test_without_a_day_or_with_a_spoilt_one_it_still_rests(house: httpx.AsyncClient, tmp_path: Path) -> None:
    switched(tmp_path, "on")
    assert "我们在尽快恢复" in (await house.get("/", headers=PEOPLE)).text
    (tmp_path / "rest").write_bytes(b"\xff\x00 tomorrow")
    assert "我们在尽快恢复" in (await house.get("/", headers=PEOPLE)).text
    (tmp_path / "rest").write_text(datetime(2026, 12, 1, 2, tzinfo=UTC).isoformat())
    assert "12月1日 10:00" in (await house.get("/", headers=PEOPLE)).text


def test_the_page_needs_nothing_else() -> None:
    text = maintenance_page("normal", failed=True).decode()
    assert "是我们这边的问题" in text
    assert not [word for word in ("src=", "<script", "<link", "url(", "@import") if word in text]
