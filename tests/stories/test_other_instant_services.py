"""Stories of the other services decided at once: an allowance that changes, and a graduate who moves his hukou."""

from typing import Any

from backend.materials.samples import cast_papers as pictures
from backend.materials.samples import draw
from backend.registers.sample import bank
from tests import people
from tests.journey import said
from tests.support.stepping_up import steps_up


async def test_the_allowance_moves_to_another_account(resident: Any, worker: Any, house: Any) -> None:
    her = resident(people.RUNNING_ALLOWANCE)
    assert "高龄老人津贴待遇变更" in said(await her.goes("/services/FT0205002"))
    await her.signs_in()
    case = await her.begins("FT0205002")
    await her.goes(f"{case}/form/1")
    await her.sends(f"{case}/form/1")
    await her.sends(
        f"{case}/form/2", allowance_change="account", new_account=bank.second_account(people.RUNNING_ALLOWANCE)
    )
    await her.photographs(case, "id_card", pictures.id_card_front(people.RUNNING_ALLOWANCE))
    await worker.works()
    check = said(await her.goes(f"{case}/check"))
    assert "先换一种办法确认是您本人" in check, "an account moves"
    await steps_up(her, house, "face")
    outcome = said(await her.hands_in(case))
    assert "通过了" in outcome
    assert "/verify/" in her.page.text


async def test_moving_into_the_next_band_needs_no_application(resident: Any) -> None:
    page = said(await resident(people.RUNNING_ALLOWANCE).goes("/services/FT0205002"))
    assert "自动" in page


async def test_a_graduate_is_decided_while_he_waits(resident: Any, worker: Any) -> None:
    he = resident(people.GRADUATE)
    await he.signs_in()
    case = await he.begins("FT0110009")
    first = said(await he.goes(f"{case}/form/1"))
    assert "来自学历登记" in first
    await he.sends(f"{case}/form/1", degree="3", graduated_on_year="2026", graduated_on_month="6", graduated_on_day="30",
                   hukou_address="湖北省武汉市洪山区样本路1号")  # fmt: skip
    await he.sends(f"{case}/form/2", university="样本大学", hukou_kind="other", file_place="school", settle_kind="talent",
                   phone=people.GRADUATE.phone)  # fmt: skip
    await he.photographs(case, "id_card", pictures.id_card_front(people.GRADUATE))
    await he.photographs(case, "promise", draw.photo("form", "clean", 1, 7)[1])
    await worker.works()
    outcome = said(await he.hands_in(case))
    assert "通过了" in outcome
    assert "派出所" in outcome
    assert "学历在教育登记中核对一致" in outcome
