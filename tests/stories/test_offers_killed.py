"""The worker is killed at each point on the way of an offer: it is offered and told once, and on the day one case is submitted."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.offers import propose
from backend.settings import ROOT, Settings
from tests.support import offered

pytestmark = pytest.mark.nightly("kills")
street, world_of_today = offered.street, offered.world_of_today


async def dies(street: Any, settings: Settings, point: str, flag: Path) -> None:
    """The work of this morning in a process that is killed at a point."""
    own = {**os.environ, **settings.to_env(), "FUTIAN_REGISTER_URL": street.world, "FUTIAN_SMS_URL": street.world}
    armed = {**own, "FUTIAN_FAILPOINT": point, "FUTIAN_FAILPOINT_FLAG": str(flag)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.offers_job", street.clock().isoformat(), env=armed, cwd=ROOT
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


@pytest.mark.parametrize("point", ["offer-proposed", "offer-told"])
async def test_killed_while_offering_it_is_offered_and_told_once(
    point: str, street: Any, settings: Settings, tmp_path: Path
) -> None:
    street.before = {one["id"] for one in await street.inbox(offered.HIM.phone)}
    await dies(street, settings, point, tmp_path / "flag")
    for _ in range(2):
        await propose.propose_all(street.moment, street.state.services, street.clock())
        await street.worker.works()
    assert await street.told() == ["offer_made"]
    assert len(await street.rows("select from offer")) == 1
    assert len(await street.rows("select from notice where link = '/me/offers'")) == 1


@pytest.mark.parametrize("point", ["offer-due", "offer-prepared", "offer-before-commit", "offer-submitted"])
async def test_killed_on_the_day_one_case_is_submitted(
    point: str, street: Any, settings: Settings, tmp_path: Path
) -> None:
    await street.is_offered()
    await street.replies("同意")
    street.clock.pass_(days=offered.BIRTHDAY.days)
    await dies(street, settings, point, tmp_path / "flag")
    for _ in range(2):
        await street.works_on()
    assert await street.stands() == ("submitted", "")
    cases = await street.rows("select state from cases where principal = $1", await street.person())
    assert [one["state"] for one in cases] == ["approved"]
    assert len(await street.rows("select from case_event where kind = 'submitted'")) == 1
    assert len(await street.rows("select from person_grant")) == 1
    assert (await street.told()).count("offer_submitted") == 1
