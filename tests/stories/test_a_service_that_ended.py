"""A service that was abolished is found, says so and leads on; nobody can begin it, check it or be given a mandate for it."""

from typing import Any

from backend.catalogue.load import read_service, service_files
from backend.delegation.scope import offered
from tests import people

ENDED = "FT1007009"


async def test_it_is_found_and_leads_on_but_cannot_be_begun(resident: Any) -> None:
    anybody = resident(people.GRADUATE)
    found = await anybody.goes("/services?q=再生育审批")
    assert f"/services/{ENDED}" in found
    assert "已经不用办" in found
    shown = await anybody.goes(f"/services/{ENDED}")
    assert "这件事已经不用办了" in shown
    assert 'href="/services/FT1010008"' in shown
    assert f"/services/{ENDED}/start" not in shown
    await anybody.goes(f"/services/{ENDED}/check", status=404)
    await anybody.signs_in()
    await anybody.goes(f"/cases/new?service={ENDED}", status=404)


def test_no_helper_is_offered_it() -> None:
    service = next(read_service(path) for path in service_files() if path.stem == ENDED)
    assert not offered(service, "natural")
