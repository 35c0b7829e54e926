"""People without a mainland identity card go from consent to verified with the card they have; and old numbers meet new accounts."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.kit.crypto import Vault
from backend.kit.identity_number import writings
from backend.materials.samples import cards, papers, people, photograph
from backend.materials.samples import cast_papers as pictures
from backend.materials.samples.canvas import Drawn
from backend.registers.sample.cast import Member, cast
from backend.residents.service import save_identity
from backend.residents.store import by_phone
from backend.residents.types import Assurance, Identity
from backend.settings import Settings
from tests.conftest import HeldClock
from tests.journey import Resident, Worker, said
from tests.people import GRANDMOTHER, NEWCOMER
from tests.proving import hands_in_card, shows_face

FROM_HONG_KONG, FROM_ABROAD = cast()["fan_jiahui"], cast()["erik_lindqvist"]


async def knows_only_the_phone(table: Any, worker: Worker, settings: Settings, member: Member) -> Any:
    """The cast is known from the start; this member's account forgets all but the phone. Answers the person."""
    vault, phone = Vault(settings.sealing_keys, settings.hash_key), member.international_phone
    async with worker.bench.transaction() as db:
        account = await by_phone(db, phone_hashes=vault.fingerprints("phone", phone))
        assert account
        await save_identity(db, vault, account.id, Identity(phone=phone))
    await table.execute("update person set assurance = 1 where id = $1", account.id)
    return account.id


async def level(table: Any, person: Any) -> Assurance:
    return Assurance(await table.fetchval("select assurance from person where id = $1", person))


@pytest.mark.parametrize("member", [FROM_HONG_KONG, FROM_ABROAD], ids=["permit", "permanent"])
async def test_from_consent_to_verified_with_the_card_they_have(
    resident: Callable[[Any], Resident],
    worker: Worker,
    table: Any,
    settings: Settings,
    clock: HeldClock,
    member: Member,
) -> None:
    person = await knows_only_the_phone(table, worker, settings, member)
    someone = resident(member)
    await someone.signs_in("/me/identity")
    assert "手机号已核实" in said(await someone.goes("/me/identity"))
    assert "正在看您的证件" in said(await hands_in_card(someone, member))
    await worker.works()
    assert "身份证已核实" in said(await someone.goes("/me/identity"))
    assert await level(table, person) == Assurance.DOCUMENT
    clock.pass_(seconds=30)
    await shows_face(someone, member)
    await worker.works()
    assert "已经核实，是您本人" in said(await someone.goes("/me/identity"))
    assert await level(table, person) == Assurance.VERIFIED
    means = await table.fetch("select means from identity_proof where person = $1 order by at", person)
    assert [row["means"] for row in means][-2:] == ["document", "face"]  # before them the sample world's own
    assert member.name in said(await someone.goes("/me"))


async def test_two_sides_of_different_cards_prove_nothing(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, settings: Settings
) -> None:
    person = await knows_only_the_phone(table, worker, settings, FROM_HONG_KONG)
    someone = resident(FROM_HONG_KONG)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, GRANDMOTHER, front=pictures.front(FROM_HONG_KONG))
    await worker.works()
    assert "两面好像不是同一张证件" in said(await someone.goes("/me/identity/document"))
    assert await level(table, person) == Assurance.PHONE


async def test_a_citys_residence_permit_says_where_not_who(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, settings: Settings
) -> None:
    person = await knows_only_the_phone(table, worker, settings, NEWCOMER)
    someone = resident(NEWCOMER)
    await someone.signs_in("/me/identity")
    permit = jpeg(cards.residence_permit(pictures.person(NEWCOMER), people.chances("permit")))
    await hands_in_card(someone, NEWCOMER, front=permit)
    await worker.works()
    assert "没看出是身份证件" in said(await someone.goes("/me/identity/document"))
    assert await level(table, person) == Assurance.PHONE


@pytest.mark.parametrize("member", [FROM_HONG_KONG, FROM_ABROAD], ids=["permit", "permanent"])
async def test_their_card_does_where_a_service_asks_for_an_identity_card(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, settings: Settings, member: Member
) -> None:
    person = await knows_only_the_phone(table, worker, settings, member)
    someone = resident(member)
    await someone.signs_in("/me")
    case = await someone.begins("FT0120001")
    await someone.photographs(case, "id_card", pictures.front(member))
    await worker.works()
    page = said(await someone.goes(f"{case}/papers/id_card"))
    assert "这张可以用" in page, page
    assert await level(table, person) == Assurance.DOCUMENT


@pytest.mark.nightly("long")  # two pages to read; how such numbers are compared is tested without pictures by day
async def test_a_paper_with_the_number_of_old_agrees_with_an_account_that_has_the_new_one(
    resident: Callable[[Any], Resident], worker: Worker
) -> None:
    she = resident(GRANDMOTHER)
    await she.signs_in()
    case = await she.begins("FT0205007")
    who = pictures.person(GRANDMOTHER)
    _, old = writings(who.number)
    for written, agrees in ((old, True), (old[:12] + "004", False)):
        page = papers.household_page(
            people.Person(who.name, who.sex, "汉", who.birth, who.address, written), people.chances("page")
        )
        await she.photographs(case, "household_page", jpeg(page))
        await worker.works()
        text = said(await she.goes(f"{case}/papers/household_page"))
        assert ("证件号码和您账号里的好像不完全一样" not in text) == agrees, text
        assert ("这张可以用" in text) == agrees, text


def jpeg(drawn: Drawn) -> bytes:
    return photograph.jpeg(drawn, 90)
