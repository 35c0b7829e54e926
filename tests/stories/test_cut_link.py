"""Three papers from a train: the link is cut at every request, the phone gives up half way, and another device finishes."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from redis.asyncio import Redis

from tests import people
from tests.journey import said
from tests.process import Process
from tests.support import cut_link
from tests.support.browsing import PHONE, sign_in
from tests.support.cut_link import HUKOU, SLOTS, device, scan
from tests.uploading import Sender, drive
from tests.weather import through

CUT = 40_000  # bytes that pass before a connection breaks


process = cut_link.process


async def test_three_files_over_a_link_cut_at_every_request_finished_on_another_device(
    process: Process, clean: None, db: Any, tmp_path: Path
) -> None:
    files = {slot: tmp_path / f"{slot}.pdf" for slot in SLOTS}
    for seed, path in enumerate(files.values()):
        path.write_bytes(scan(1, seed))
    async with through(process.port, CUT) as weather:
        async with device(process) as graduate:
            case = await graduate.begins(HUKOU)
            phone = Sender(graduate, case)
            for slot, path in files.items():
                stopped = await drive(phone, path, weather.origin, slot=slot, stopAt=path.stat().st_size // 2)
                assert stopped["how"] == "stopped", stopped
        assert await db.fetchval("select count(*) from material") == 0
        async with device(process) as graduate:
            page = await graduate.goes(case)
            assert len(re.findall(r"传到一半（\d+%）", said(page))) == 3
            tablet = Sender(graduate, case)
            for slot, path in files.items():
                page = await graduate.goes(f"{case}/papers/{slot}")
                going = re.search(r'data-going="(/uploads/[^"]+)"', page)
                assert going, "the address is kept with the case"
                done = await drive(tablet, path, weather.origin, slot=slot, url=going[1])
                assert done["how"] == "done", done
            assert "传到一半" not in said(await graduate.goes(case))
    assert weather.cuts >= 3 * 4
    papers = await db.fetch("select case_id, slot, digest from material where state in ('waiting', 'read')")
    assert {str(paper["case_id"]) for paper in papers} == {case.rsplit("/", 1)[1]}
    assert {paper["slot"]: paper["digest"] for paper in papers} == {
        slot: hashlib.sha256(path.read_bytes()).hexdigest() for slot, path in files.items()
    }


async def comes(chromium: Browser, process: Process, origin: str, next: str) -> Page:
    """A phone that has just signed in."""
    redis = Redis.from_url(process.settings.redis_url)
    await redis.flushdb()
    await redis.aclose()
    context = await chromium.new_context(**PHONE, base_url=origin, locale="zh-CN", service_workers="block")
    page = await context.new_page()
    await page.goto(f"/sign-in?next={next}")
    await sign_in(page, process.settings, people.GRADUATE.phone)
    await page.wait_for_url(f"**{next}*")
    return page


@pytest.mark.nightly("pages")
async def test_in_the_browser_another_phone_goes_on_where_the_first_one_stopped(
    process: Process, chromium: Browser, clean: None, db: Any, tmp_path: Path
) -> None:
    file = tmp_path / "毕业证书.pdf"
    file.write_bytes(scan(3, 9))
    async with through(process.port, CUT) as weather:
        first = await comes(chromium, process, weather.origin, f"/cases/new?service={HUKOU}")
        await first.get_by_role("button", name=re.compile("开始填|，继续")).click()
        await first.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
        case = re.sub(r"(/cases/[0-9a-f-]{36}).*", r"\1", first.url.removeprefix(weather.origin))
        await first.goto(f"{case}/papers/diploma")
        await first.set_input_files("input[type=file]", file)
        await expect(first.locator(".upload__progress")).to_have_text(re.compile("正在上传 [3-6].%"), timeout=60_000)
        await first.context.close()  # the battery is empty

        second = await comes(chromium, process, weather.origin, case)
        await expect(second.locator(".halfway")).to_contain_text("传到一半")
        await second.get_by_role("link", name="接着传").click()
        await expect(second.locator(".halfway")).to_contain_text("毕业证书.pdf")
        await second.set_input_files("input[type=file]", file)
        await second.get_by_role("button", name="上传这一张").click()
        await expect(second.locator(".upload-result__word")).to_contain_text("正在看", timeout=60_000)
        await second.context.close()
    found = await db.fetch("select digest from material")
    assert [row["digest"] for row in found] == [hashlib.sha256(file.read_bytes()).hexdigest()]
    assert await db.fetchval("select count(*) from upload") == 1, "one upload from beginning to end"
