"""Two sides of somebody's card and a phone reach DOCUMENT, and learn nothing there that a register told us."""

import re
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Litestar

from backend.app import handlers
from backend.cases.drafts import prefill, save_page
from backend.cases.drafts.form import sections
from backend.cases.submission import submit
from backend.catalogue.load import read_service, service_files
from backend.kit.db import transaction
from backend.residents.disclosure import REGISTERED, readable, readable_facts
from backend.residents.guards import confirmed, signed_in
from backend.residents.types import Acting, Assurance, FreshProof, Identity
from tests import people as cast
from tests.conftest import NOW
from tests.journey import said
from tests.support.any_service import anything, hand_over_papers
from tests.support.desk import desk
from tests.support.planted import SECRET, TOLD, known, plant, secrets

REGISTER = "公安户籍和人口登记"
DISTRICT = ("FT0205001", "FT0205002", "FT0110009", "FT1207001", "FT0520001")


def own_pages(app: Litestar) -> list[str]:
    """Every page that a signed-in resident can open without knowing an address."""
    policies = (signed_in, confirmed)
    found = {
        path for path, handler in handlers(app)
        if "GET" in getattr(handler, "http_methods", ()) and handler.opt.get("access") in policies and "{" not in path
    }  # fmt: skip
    return sorted(found - {"/me/data/my-data.pdf"})  # the same rows as the JSON, through a press


async def test_somebody_at_document_reads_nothing_of_a_register_on_any_page(resident: Any, house: Any) -> None:
    state, trader = house.framework.state, resident(cast.TRADER)
    person = await plant(state, cast.TRADER)
    await trader.signs_in()
    cases = [await trader.begins(code) for code in DISTRICT]
    handed_in = await submitted(state, person, cases[0])
    pages = own_pages(house.framework)
    assert "/me/data/my-data.json" in pages
    forms = [f"{case}/form/{n}" for case in cases[1:] for n in (1, 2, 3)]
    facts = [f"/me/data/facts/{name}" for name in secrets()]
    asked = [f"/services/{code}/check" for code in DISTRICT]
    pages.append("/me/data/own/living_address")
    for path in [*pages, *cases, *forms, *(f"{case}/check" for case in cases), handed_in, "/inbox", *facts, *asked]:
        answer = await trader.browser.get(path)
        assert answer.status_code in (200, 400, 403, 404), (path, answer.status_code)
        assert not TOLD.search(answer.text), (path, TOLD.search(answer.text))
    await trader.goes(f"/services/{DISTRICT[0]}/check")
    assert "用我的资料看" not in trader.page.text
    tried = await trader.sends(f"/services/{DISTRICT[0]}/check", use="profile")
    assert not TOLD.search(tried)
    await trader.goes(f"/me/data/facts/{next(iter(secrets()))}", status=404)


async def test_an_officers_approval_reads_nothing_out_either(resident: Any, house: Any) -> None:
    state, trader = house.framework.state, resident(cast.TRADER)
    person = await plant(state, cast.TRADER)
    await trader.signs_in()
    case = await submitted(state, person, await trader.begins(DISTRICT[0]))
    other = {"grant": "other", "amount": "300", "period": "month", "first_month": "2026-12-01"}
    async with desk(house, "o-1", "officer") as officer:
        await officer.steps(case, "accepted")
        assert REGISTER in await officer.goes(f"/desk{case}/approval"), "the officer does read it"
        await officer.approves(case, "看过本人和证件原件", grant_reason="按原件核定", **other)
    assert "通过" in said(await trader.goes(case))
    signed = (await trader.browser.get(f"{case}/receipt.jws")).text
    claims = state.services.signer.read(signed)
    assert claims.reasons
    assert not any(one.seen or one.source for one in claims.reasons)
    for text in (trader.page.text, await trader.goes(f"{case}/receipt"), await trader.goes("/me/account")):
        found = TOLD.search(text)
        assert not found, text[max(0, found.start() - 200) : found.end() + 50]
        assert REGISTER not in text


async def submitted(state: Any, person: UUID, case: str) -> str:
    """Hand a case in with typed answers; answers its address. Its page shows no reason that rests on a register."""
    id = UUID(case.rsplit("/", 1)[1])
    acting = Acting(person, person, assurance=Assurance.DOCUMENT, proofs=(FreshProof(NOW, "sms"),))
    async with transaction(state.pool) as db:
        service = state.services.catalogue.get(DISTRICT[0]).service
        for _, fields in sections(service):
            typed = {f.key: anything(f) for f in fields if f.kind not in ("id_number", "person_name")}
            assert await save_page.save_page(db, state.services, acting, id, fields, typed, {}, NOW) == {}
        await hand_over_papers(db, state.services, acting, id)
        assert not (await submit.submit(db, state.services, acting, id, uuid4(), NOW)).approved
    return case


async def test_who_is_proven_finds_everything_filled_in(resident: Any) -> None:
    """The same walk sees the values where they may be seen: the guarantee above isn't blind."""
    grandmother = resident(cast.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins("FT0205001")
    assert "样本花园3栋201室" in await grandmother.goes(f"{case}/form/1")
    page = said(await grandmother.goes("/me/data"))
    assert "样本花园3栋201室" in page
    assert re.search(r"核实身份 .{4,30}，刷脸核对", page)


def test_no_form_of_any_service_is_filled_in_by_a_register_before_the_proof() -> None:
    who = known(Identity(phone="+8613800138003", name="陈样本", id_number="11010119800101001X"))
    for path in service_files():
        fields = read_service(path).field
        shown = prefill.prefill(
            fields, readable(who, Assurance.DOCUMENT), readable_facts(secrets(), Assurance.DOCUMENT)
        )
        assert {value for value, _ in shown.values()} <= {who.phone, who.name, who.id_number, "card"}, path.stem


def test_what_the_person_gave_themselves_stays_theirs() -> None:
    who = msgspec.structs.replace(known(Identity(phone="+8613800138003")), given=("living_address",))
    seen = readable(who, Assurance.DOCUMENT)
    assert (seen.living_address, seen.hukou_address, seen.payable_account) == (SECRET, "", "")
    assert readable(who, Assurance.VERIFIED) == who
    mixed = {"a": [{"value": 1, "source": "self"}, {"value": 2, "source": "tax"}], "b": [{"value": 3, "source": "tax"}]}
    assert readable_facts(mixed, Assurance.DOCUMENT) == {"a": [{"value": 1, "source": "self"}]}
    assert set(REGISTERED) < {f.name for f in msgspec.structs.fields(Identity)}
