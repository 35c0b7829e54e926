"""A case goes to and fro between its principal and her helper; both at once leave one truth."""

import pytest

from backend.cases import store
from backend.cases.helping.claims import claim, hand_on, send_back
from backend.cases.lock import lock_case
from backend.cases.problems import CaseClaimed
from backend.residents.step_up import NotWhileHelping
from tests.backend.cases.two_people import Two
from tests.conftest import NOW

HUKOU = "深圳市福田区莲花街道福中社区2栋202"


async def titles(two: Two, person: object) -> list[str]:
    """What somebody was told, the oldest first."""
    return [
        str(one["title"])
        for one in await two.db.fetch("select title from notice where person = $1 order by ctid", person)
    ]


async def kinds(two: Two, case: object) -> list[str]:
    """What happened to a case."""
    return [
        str(one["kind"])
        for one in await two.db.fetch("select kind from case_event where case_id = $1 order by seq", case)
    ]


async def test_she_takes_it_in_one_step_and_twice_is_once(two: Two) -> None:
    case = await two.draft()
    await claim(two.db, two.principal, case, NOW)
    await claim(two.db, two.principal, case, NOW)
    assert await kinds(two, case) == ["opened", "claimed"]
    assert "这件事本人自己接着办了" in await titles(two, two.helper.person)
    with pytest.raises(CaseClaimed):
        await two.saves(two.helper, case, living_place="futian")
    with pytest.raises(CaseClaimed):
        await send_back(two.db, two.helper, case, "", NOW)


async def test_she_hands_it_on_with_a_note_and_he_sends_it_back_with_one(two: Two) -> None:
    case = await two.draft()
    await claim(two.db, two.principal, case, NOW)
    await hand_on(two.db, two.services, two.principal, case, " 户口簿拍好了 ", NOW)
    await lock_case(two.db, two.helper, case, "answered", NOW)
    await send_back(two.db, two.helper, case, "账户请您自己选", NOW)
    events = await store.events(two.db, case_id=case, principal=two.principal.person)
    assert [(e.kind, e.detail.get("note")) for e in events[1:]] == [
        ("claimed", None), ("handed_on", "户口簿拍好了"), ("sent_back", "账户请您自己选")
    ]  # fmt: skip
    assert "本人请您接着办" in await titles(two, two.helper.person)
    assert (await titles(two, two.principal.person)).count("帮办人请您接着办") == 1
    with pytest.raises(CaseClaimed):
        await lock_case(two.db, two.helper, case, "answered", NOW)


async def test_a_helper_neither_takes_a_case_nor_hands_it_on(two: Two) -> None:
    case = await two.draft()
    with pytest.raises(NotWhileHelping):
        await claim(two.db, two.helper, case, NOW)
    with pytest.raises(NotWhileHelping):
        await hand_on(two.db, two.services, two.helper, case, "", NOW)


async def test_both_at_once_leave_one_truth(two: Two) -> None:
    """He writes, she takes it and writes; what he sends afterwards changes nothing."""
    case = await two.draft()
    assert await two.saves(two.helper, case, living_place="shenzhen") == {}
    await claim(two.db, two.principal, case, NOW)
    await two.saves(two.principal, case, hukou_address=HUKOU)
    with pytest.raises(CaseClaimed):
        await two.saves(two.helper, case, living_place="futian")
    kept = await two.answers(case)
    assert kept["hukou_address"] == HUKOU
    assert kept["living_place"] == "shenzhen"
