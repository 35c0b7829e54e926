"""The studio: a version that begins at midnight with the worker killed, the preview and the search while one types, a novice's change.

`python -m bench.studio` for midnight; `python -m bench.studio --at http://127.0.0.1:8871` for the browser, against a running trial.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec
from msgspec.structs import replace

from backend import app
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.versions import publish, save_draft
from backend.kit.clock import local_date, rest_of_day
from backend.kit.db import prepare
from backend.seed import seed
from backend.settings import ROOT, Settings
from bench.house import house, server

CODE, PROCESSES, AHEAD = "FT0205013", 4, "BENCH_AHEAD"
UNTIL_MIDNIGHT = 150.0  # seconds for four processes to start on a busy machine
KILLED_BEFORE = 5.0  # seconds before midnight that the worker dies
LIMIT = 1.0  # seconds
EDITED, EDITOR = "FT0205001", "孟雅琴"
MOST_ACTIONS, MOST_SECONDS = 25, 300


def ahead() -> datetime:
    """The time of day of this measurement: shortly before midnight in Shanghai."""
    return datetime.now(UTC) + timedelta(seconds=float(os.environ[AHEAD]))


def near_midnight() -> Any:
    """The application of a server, whose clock is ahead."""
    return app.create(clock=ahead)


def midnight() -> None:
    """From 00:00 in Shanghai until each of four processes answers with the version of that day."""
    now = datetime.now(UTC)
    os.environ[AHEAD] = str(rest_of_day(now) - UNTIL_MIDNIGHT)
    with house() as (_, settings, _), ExitStack() as stack:
        asyncio.run(seed(settings))
        urls = [
            stack.enter_context(server("bench.studio:near_midnight", settings.to_env(), "--factory"))
            for _ in range(PROCESSES)
        ]
        worker = subprocess.Popen(
            [sys.executable, "-m", "backend.worker"], cwd=ROOT, env={**os.environ, **settings.to_env()}
        )
        begins = ahead() + timedelta(seconds=rest_of_day(ahead()))
        asyncio.run(planned(settings))
        print(f"{(begins - ahead()).total_seconds():.0f} s to midnight when all were ready")
        time.sleep(max(0.0, (begins - ahead()).total_seconds() - KILLED_BEFORE))
        worker.kill()
        late = asyncio.run(seen(urls, begins))
    print(f"begins at 00:00, {PROCESSES} processes, worker killed   first {min(late):+.3f} s   last {max(late):+.3f} s   "
          f"limit ±{LIMIT} s   ratio {max(map(abs, late)) / LIMIT:.2f}")  # fmt: skip


SAYS = "从零点起这样说。"


async def planned(settings: Settings) -> None:
    """Publish a version for tomorrow."""
    db = await asyncpg.connect(settings.database_url)
    await prepare(db)
    now, catalogue = ahead(), PublishedCatalogue()
    async with db.transaction():
        await catalogue.open(db, local_date(now))
        held = catalogue.in_force[CODE]
        content = Content(service=replace(held.service, purpose=SAYS), rules=held.rules, instant=held.instant)
        others = {code: v.service for code, v in catalogue.in_force.items()}
        await save_draft(db, content, author="writer", now=now)
        day = local_date(now) + timedelta(days=1)
        await publish(db, CODE, others, approver="approver", seen=content.digest(), now=now, valid_from=day)
    await db.close()


async def seen(urls: list[str], begins: datetime) -> list[float]:
    """By how many seconds each process was late; early is negative."""
    return await asyncio.gather(*(asyncio.to_thread(first_seen, url, begins) for url in urls))


def first_seen(url: str, begins: datetime) -> float:
    """Ask again and again until the words of the day are there."""
    while True:
        asked = ahead()
        with urllib.request.urlopen(f"{url}/api/services/{CODE}") as answer:
            if msgspec.json.decode(answer.read())["purpose"] == SAYS:
                return (asked - begins).total_seconds()
        time.sleep(0.005)


class Novice:
    """Somebody at a browser who knows the labels and nothing else; `actions` counts what they do."""

    def __init__(self, page: Any) -> None:
        self.page, self.actions, self.began = page, 0, time.perf_counter()

    def clicks(self, words: str, kind: str = "link") -> None:
        self.actions += 1
        self.page.get_by_role(kind, name=words, exact=kind == "button").last.click()
        self.page.wait_for_load_state()

    def chooses(self, group: str, words: str) -> None:
        self.actions += 1
        self.page.get_by_role("group", name=group).get_by_text(words, exact=True).click()

    def opens(self, words: str) -> None:
        self.actions += 1
        self.page.locator("summary", has_text=words).last.click()

    def fills(self, label: str, text: str, nth: int = 0) -> None:
        self.actions += 1
        self.page.get_by_label(label).nth(nth).fill(text)


def browsing(at: str) -> None:
    """Preview and search while one types, and a new fee and a new paper from next January."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ["FUTIAN_CHROMIUM"], args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        sign_in(page, at)
        told("preview follows the last key", [preview(page, at, n) for n in range(10)])
        told("search follows the last key", [search(page, at, n) for n in range(10)])
        novice(page, at)
        browser.close()


def sign_in(page: Any, at: str) -> None:
    """Sign in as the sample editor."""
    page.goto(at + "/staff/sign-in")
    page.get_by_role("button", name="用工作账号登录").or_(page.get_by_role("link", name="用工作账号登录")).first.click()
    page.get_by_role("button", name=f"{EDITOR}：以此身份登录").click()
    page.wait_for_url("**/studio")
    page.locator("main").wait_for()


def begin(page: Any, at: str, code: str) -> None:
    """Begin a draft where there is none."""
    page.goto(f"{at}/studio/services/{code}")
    if (button := page.locator(f'form[action="/studio/services/{code}/draft"] button').first).count():
        button.click()
        page.wait_for_load_state()


def told(what: str, seconds: list[float]) -> None:
    """Print median and slowest beside the limit."""
    print(f"{what}   fastest {min(seconds):.2f} s   median {statistics.median(seconds):.2f} s   slowest {max(seconds):.2f} s   limit {LIMIT} s   "
          f"ratio {max(seconds) / LIMIT:.2f}")  # fmt: skip


def since(act: Callable[[], None]) -> float:
    """Return how many seconds an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def preview(page: Any, at: str, number: int) -> float:
    """From the last key until the phone shows the words."""
    if number == 0:
        begin(page, at, EDITED)
        page.goto(f"{at}/studio/services/{EDITED}/parts/about")
        page.wait_for_timeout(1500)
    words = f"第{number}次写的一句话，{int(time.time())}。"
    page.get_by_label("一句话说明", exact=True).first.fill(words)
    return since(page.frame_locator("iframe[name=preview]").get_by_text(words).first.wait_for)


def search(page: Any, at: str, number: int) -> float:
    """From the last key until the place in the search is there."""
    if number == 0:
        page.goto(f"{at}/studio/services/{EDITED}/parts/search")
        page.wait_for_timeout(1500)
    words = f"寿星红包{int(time.time() * 10) % 1_000_000}"
    box = page.locator("textarea[name=aliases]")
    box.fill(f"{words}\n{box.input_value()}")
    return since(page.get_by_role("rowheader", name=words).wait_for)


NOVICE = "FT0110009"
PAPER = {
    "材料名称": "缴费凭证", "这是什么": "缴费以后得到的凭证。", "谁出具": "收费单位", "从哪里来": "缴费后在手机上。", "照片要拍成怎样": "金额和日期看得清。",
}  # fmt: skip


def clear(page: Any, at: str) -> None:
    """Take back and throw away what an earlier measurement left."""
    here = f"/studio/services/{NOVICE}"
    page.goto(f"{at}{here}/proposal")
    if (back := page.locator(f'form[action="{here}/proposal/end"] button')).count():
        back.first.click()
        page.wait_for_load_state()
    page.goto(at + here)
    if page.locator(f'form[action="{here}/draft/end"]').count():
        page.locator("summary", has_text="不要这份草稿").click()
        page.locator(f'form[action="{here}/draft/end"] button').first.click()
        page.wait_for_load_state()


def novice(page: Any, at: str) -> None:
    """A new fee and a new paper from next January, by the labels alone; the service has no draft."""
    clear(page, at)
    page.goto(at + "/studio")
    she = Novice(page)
    she.fills("名称或编码", NOVICE)
    she.clicks("筛选", "button")
    she.clicks("接收普通高校应届毕业生入户")
    she.clicks("改这个事项", "button")
    she.clicks("钱和结果")
    she.chooses("是否收费", "是")
    for label in ("费用说明", "收费标准"):
        she.fills(label, "每证10元")
    she.fills("收费依据", "测试用的收费文件")
    she.clicks("保存", "button")
    she.clicks("要准备的材料")
    she.opens("再加一条")
    for label, text in PAPER.items():
        she.fills(label, text, -1)
    she.clicks("保存", "button")
    she.clicks("依据和出处")
    box = page.get_by_label("每一处的出处（每行一处）")
    she.fills(
        "每一处的出处（每行一处）",
        box.input_value().replace("材料 = 没有核实", "材料 = 本区的打算") + "\n费用 = 本区的打算",
    )
    she.clicks("保存", "button")
    she.clicks("检查、提交审核")
    she.fills("变了什么，为什么", "明年一月起收工本费，要交缴费凭证")
    she.fills("从哪天起", f"{local_date(datetime.now(UTC)).year + 1}-01-01")
    she.clicks("提交给另一个人审核", "button")
    page.get_by_text("在等第二个人审核").first.wait_for()
    told_novice(she)


def told_novice(she: Novice) -> None:
    """Print actions and seconds beside their limits."""
    took = time.perf_counter() - she.began
    print(
        f"a new fee and a new paper from January   {she.actions} actions   limit {MOST_ACTIONS}   {took:.0f} s   limit {MOST_SECONDS} s"
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--at", default="")
    at = asked.parse_args().at
    browsing(at.rstrip("/")) if at else midnight()


if __name__ == "__main__":
    main()
