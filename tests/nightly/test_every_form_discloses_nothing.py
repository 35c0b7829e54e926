"""Every page of every form, opened by somebody whose card was read and nothing more."""

from typing import Any

from backend.cases.drafts.form import sections
from tests import people as cast
from tests.support.planted import TOLD, plant


async def test_no_form_page_of_all_services_shows_a_register_value(resident: Any, house: Any) -> None:
    trader = resident(cast.TRADER)
    await plant(house.framework.state, cast.TRADER)
    await trader.signs_in()
    for code, version in house.framework.state.services.catalogue.in_force.items():
        if version.service.applied_here:
            case = await trader.begins(code)
            for n in range(1, len(sections(version.service)) + 1):
                assert not TOLD.search(await trader.goes(f"{case}/form/{n}")), (code, n)
