"""An operator turns the machine decision of a service off and on at a terminal; every running process follows, nothing restarts."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import asyncpg
import pytest

from backend.settings import ROOT, Settings
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, ready
from tests.support.switches import until

HUNDRED = "FT0205013"  # 百岁老人慰问金: off as shipped


pytestmark = pytest.mark.usefixtures("as_shipped")


async def futian(settings: Settings, *words: str) -> str:
    """What somebody types at a terminal, and what it answers."""
    command = [sys.executable, "-m", "backend.cli", *words, "--database", settings.database_url]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


async def test_off_sends_the_next_to_a_person_and_leaves_what_is_decided(
    resident: Any, worker: Any, settings: Settings, house: Any, admin_url: str
) -> None:
    grandmother, neighbour = resident(people.GRANDMOTHER), resident(people.NINETY_TWO)
    decided = await ready(grandmother, worker)
    assert "通过了" in said(await grandmother.hands_in(decided))
    waiting = await ready(neighbour, worker)

    told = await futian(settings, "switch", "off", ALLOWANCE, "--by", "001", "--reason", "先核对标准")
    assert "从下一件申请起都由工作人员办" in told
    await until(house, ALLOWANCE, False)
    assert f"{ALLOWANCE}\t关" in await futian(settings, "switches")
    outcome = said(await neighbour.hands_in(waiting))
    assert "有工作人员接着看" in outcome
    assert "还要由工作人员看过才能定" in outcome
    assert "已经批准" not in outcome + said(await neighbour.goes("/inbox"))
    assert "通过了" in said(await grandmother.goes(decided))

    await futian(settings, "switch", "on", ALLOWANCE, "--by", "001", "--reason", "已经核对完了")
    await until(house, ALLOWANCE, True)
    await neighbour.sends(f"{waiting}/withdrawal")  # nobody has two of one kind under way
    again = await ready(neighbour, worker)
    assert "通过了" in said(await neighbour.hands_in(again))
    db = await asyncpg.connect(admin_url)
    noted = await db.fetch("select actor, action, subject from audit where action like 'switch.%' order by seq")
    await db.close()
    assert [tuple(row) for row in noted] == [
        ("staff:unproven:001", f"switch.{way}", ALLOWANCE) for way in ("off", "on")
    ]


async def test_a_second_service_decides_at_once_when_it_is_turned_on(settings: Settings, house: Any) -> None:
    catalogue = house.framework.state.catalogue
    assert not catalogue.decides_at_once(catalogue.get(HUNDRED))
    assert "已打开" in await futian(settings, "switch", "on", HUNDRED, "--by", "001", "--reason", "试运行三个月")
    await until(house, HUNDRED, True)
    assert "没有开关" in await futian(settings, "switch", "on", "FT0305001", "--by", "001", "--reason", "试")
    assert "Missing option" in await futian(settings, "switch", "on", HUNDRED, "--by", "001")
