"""Where money could go astray the machine wants to be surer who asks; whoever isn't verified is led there, and never refused."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from backend.catalogue.assurance import consequential, demanded
from backend.catalogue.load import read_all_rules
from backend.materials.samples import of_the_cast as pictures
from backend.residents.types import Assurance
from tests import people
from tests.journey import Worker, said

CHANGE = "FT0205002"


def test_the_list_names_services_that_exist() -> None:
    assert set(consequential()) <= set(read_all_rules())
    assert demanded(CHANGE) == Assurance.VERIFIED
    assert demanded("FT0205001") == Assurance.DOCUMENT


@pytest.mark.parametrize("verified", [False, True])
async def test_the_account_changes_at_once_only_for_who_is_verified(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str, verified: bool
) -> None:
    if not verified:
        db = await asyncpg.connect(admin_url)
        await db.execute("update person set assurance = 2")
        await db.close()
    her = resident(people.RUNNING_ALLOWANCE)
    await her.signs_in()
    case = await her.begins(CHANGE)
    tasks = said(await her.goes(case))
    assert "核实是您本人" in tasks
    assert ("这件事比较要紧" in tasks) is not verified
    await her.goes(f"{case}/form/1")
    await her.sends(f"{case}/form/1")
    await her.sends(f"{case}/form/2", allowance_change="account", new_account="8800000000009999")
    await her.photographs(case, "id_card", pictures.id_card_front(people.RUNNING_ALLOWANCE))
    await worker.works()
    outcome = said(await her.hands_in(case))
    assert ("通过了" in outcome) is verified
    assert ("有工作人员接着看" in outcome) is not verified
