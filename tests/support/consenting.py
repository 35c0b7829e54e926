"""A helper who prepares the allowance and asks, and a principal who answers, at browsers without JavaScript."""

import re
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from backend.delegation.scope import Wish, granted
from backend.delegation.service import Proposal, agree, as_person, propose
from backend.delegation.types import Power
from backend.delegation.wording import for_mandate
from backend.kit.db import transaction
from backend.materials.samples import cast_papers as pictures
from backend.residents import service as residents
from backend.residents import store
from backend.residents.types import Assurance
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import ALLOWANCE


async def mandate(house: Any, principal: Any, helper: Any, power: Power = Power.SUBMIT) -> Any:
    """A mandate for the allowance in a test's house; where money is paid nobody may do more by it than ask."""
    state = house.framework.state
    async with transaction(state.pool) as db:
        return await given(db, state.services, principal, helper, power, NOW)


async def given(db: Any, services: Any, principal: Any, helper: Any, power: Power, now: datetime) -> Any:
    """A mandate for the allowance, to a helper who has proven who they are."""
    vault, catalogue = services.vault, services.catalogue
    she = await residents.find_or_create_by_phone(db, vault, principal.international_phone, now)
    he = await residents.find_or_create_by_phone(db, vault, helper.international_phone, now)
    who = await residents.identity_of(db, vault, he.id)
    proven = replace(who, name=helper.name, id_number=helper.id_number)
    await residents.save_identity(db, vault, he.id, proven)
    await store.raise_assurance(db, person=he.id, assurance=Assurance.VERIFIED)
    reach = granted(catalogue, Wish(services=(ALLOWANCE,), power=power, days=30))
    made = Proposal(principal=she.id, helper=he.id, channel="device", days=30)
    by = as_person("helper", he.id)
    mandate = await agree(db, services, await propose(db, made, reach, by, now), by, now)
    words = for_mandate(catalogue, helper.name, reach, 30, now)
    return await agree(db, services, mandate, as_person("principal", she.id), now, said=words)


async def prepares(helper: Any, worker: Any, mandate: Any) -> str:
    """The helper switches, fills in what is theirs and photographs the card; answers the address of the case."""
    await helper.signs_in("/mandates")
    await helper.sends(f"/mandates/{mandate.id}/acting")
    case = str(await helper.begins(ALLOWANCE))
    await helper.goes(f"{case}/form/1")
    await helper.sends(f"{case}/form/1")
    await helper.sends(f"{case}/form/2", living_place="elsewhere")
    page = said(await helper.goes(f"{case}/form/3"))
    assert "由本人自己定" in page
    await helper.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    await worker.works()
    return case


async def asks(helper: Any, case: str, whom: str = "陈桂兰") -> None:
    """The helper asks the principal to agree."""
    page = await helper.goes(f"{case}/check")
    assert f"请{whom}同意后提交" in said(page)
    event = re.search(r'name="event" value="([^"]+)"', page)
    assert event
    await helper.sends(f"{case}/consent-request", event=event[1], confirmed="yes")
    assert helper.at == f"{case}/consent-request"
    assert f"等{whom}同意" in said(helper.page.text)


async def agrees(she: Any, case: str, status: int = 200) -> str:
    """She agrees to what she is shown."""
    page = await she.goes(f"{case}/consent")
    digest = re.search(r'name="said" value="([0-9a-f]{64})"', page)
    assert digest
    return str(await she.sends(f"{case}/consent", status=status, said=digest[1]))
