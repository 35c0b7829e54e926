"""The operator's switches: as shipped, turned with a name and a reason, noted in the audit log."""

from typing import Any

import pytest

from backend.catalogue import switches
from backend.catalogue.load import RULES
from backend.kit.reasons import ReasonNeeded
from backend.residents.separation import at_terminal, by_name
from tests.conftest import NOW

SHIPPED_ON = {"FT0110009", "FT0205001", "FT0205002"}  # the two that the source names, and the first application


async def test_two_named_in_the_source_and_the_first_application_are_on(db: Any) -> None:
    every = await switches.all_switches(db, NOW)
    assert {one.code for one in every} == {path.stem for path in RULES.glob("FT*.toml")}
    assert {one.code for one in every if one.on} == SHIPPED_ON
    assert all(one.since is None and not one.by for one in every)


async def test_turning_says_who_and_why_and_is_noted(db: Any) -> None:
    done = await switches.turn(db, "FT0220003", True, by_name(at_terminal(" 001 ")), "试运行三个月", NOW)
    assert done.on
    switch = next(one for one in await switches.all_switches(db, NOW) if one.code == "FT0220003")
    assert (switch.on, switch.shipped, switch.by, switch.since, switch.reason) == (
        True,
        False,
        "unproven:001",
        NOW,
        "试运行三个月",
    )
    noted = await db.fetchrow("select actor, action, subject, detail from audit order by seq desc limit 1")
    assert dict(noted) == {
        "actor": "staff:unproven:001", "action": "switch.on", "subject": "FT0220003", "detail": {"before": False, "reason": "试运行三个月"},
    }  # fmt: skip
    assert not (await switches.turn(db, "FT0220003", False, by_name("002"), "结束试运行", NOW)).on


@pytest.mark.parametrize("code", ["FT9999999", "FT0305001"])
async def test_a_service_without_a_rule_has_no_switch(db: Any, code: str) -> None:
    with pytest.raises(switches.NoSwitch) as refused:
        await switches.turn(db, code, True, by_name("001"), "试运行三个月", NOW)
    assert "没有开关" in refused.value.sentence


@pytest.mark.parametrize(("by", "reason"), [("", "试运行三个月"), ("001", "  "), ("001", "试一试 ")])
async def test_nobody_and_no_reason_turn_nothing(db: Any, by: str, reason: str) -> None:
    with pytest.raises(switches.WhoAndWhy if not by else ReasonNeeded):
        await switches.turn(db, "FT0220003", True, by_name(at_terminal(by)), reason, NOW)
    assert {one.code for one in await switches.all_switches(db, NOW) if one.on} == SHIPPED_ON
