"""Stories of an offer: asked by short message two months before seventy, answered with one word, granted on the day, or stopped before."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from backend.campaigns.service import switch_topic
from backend.kit.clock import local_date
from backend.kit.db import transaction
from backend.offers import due, propose
from backend.registers.client import Registers
from backend.registers.sample import relations
from backend.registers.sample.app import create
from backend.registers.signature import signed
from backend.residents.service import identity_of, save_identity
from backend.residents.types import SecondPhone, Staff
from backend.settings import Settings
from tests import people
from tests.conftest import REGISTER_KEY, SMS_KEY, free_port, serving
from tests.journey import Worker, said
from tests.support.allowance import ALLOWANCE
from tests.support.desk import desk
from tests.support.stepping_up import steps_up

HIM = people.NOT_QUITE_SEVENTY
FORMER = "19900000097"
BIRTHDAY = timedelta(days=58)  # from the day of the stories to 20 January 2027


class Street:
    """The world outside: the person's phone, and what stands in the database."""

    def __init__(self, house: Any, worker: Worker, admin_url: str, world: str, clock: Any) -> None:
        self.house, self.worker, self.admin_url, self.world, self.clock = house, worker, admin_url, world, clock
        self.state = house.framework.state
        self.before: dict[str, int] = {}

    def moment(self) -> Any:
        return transaction(self.state.pool)

    async def person(self) -> UUID:
        hashes = self.state.vault.fingerprints("phone", HIM.international_phone)
        found = await self.rows("select person from identity where phone_hash = any($1)", hashes)
        return UUID(str(found[0]["person"]))

    async def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        db = await asyncpg.connect(self.admin_url)
        try:
            return list(await db.fetch(sql, *values))
        finally:
            await db.close()

    async def is_offered(self) -> None:
        """The morning's work is done: nothing was begun here, his number says when he was born."""
        self.before = {phone: len(await self.inbox(phone)) for phone in (HIM.phone,)}
        await propose.propose_all(self.moment, self.state.services, self.clock())
        await self.worker.works()

    async def inbox(self, phone: str) -> list[dict[str, Any]]:
        """The short messages on a phone, the newest first."""
        async with httpx.AsyncClient() as http:
            return list((await http.get(f"{self.world}/phone.json", params={"to": phone})).json())

    async def told(self) -> list[str]:
        """The templates of the messages since he was offered it, the oldest first."""
        found = await self.inbox(HIM.phone)
        return [one["template"] for one in reversed(found[: len(found) - self.before[HIM.phone]])]

    async def replies(
        self,
        text: str,
        number: str = HIM.international_phone,
        id: UUID | None = None,
        status: int = 202,
        key: str = SMS_KEY,
        **more: Any,
    ) -> None:
        """A short message arrives, and the worker reads it."""
        body = msgspec.json.encode({"id": id or uuid4(), "from": number, "text": text, "sent_at": self.clock(), **more})
        headers = {**signed(key, body, int(time.time())), "content-type": "application/json"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.house), base_url="http://127.0.0.1:8000"
        ) as http:
            answer = await http.post("/sms/received", content=body, headers=headers)
        assert answer.status_code == status, answer.text
        await self.worker.works()

    async def sets(self, sql: str, *values: Any) -> None:
        """Something that happened elsewhere."""
        await self.rows(sql, *values)

    async def pays_to(self, account: str) -> None:
        """The register holds another account now."""
        async with self.moment() as db:
            who = await identity_of(db, self.state.vault, await self.person())
            changed = msgspec.structs.replace(who, payable_account=account)
            await save_identity(db, self.state.vault, await self.person(), changed)

    async def has_other_phones(self, *phones: str) -> None:
        """Former numbers, which are told."""
        async with self.moment() as db:
            who = await identity_of(db, self.state.vault, await self.person())
            second = tuple(SecondPhone(f"+86{phone}", "former", self.clock()) for phone in phones)
            await save_identity(
                db, self.state.vault, await self.person(), msgspec.structs.replace(who, second_phones=second)
            )

    async def trouble(self, register: str, mode: str) -> None:
        """What is wrong with a register."""
        body = json.dumps({"register": register, "mode": mode, "seconds": 1}).encode()
        async with httpx.AsyncClient() as http:
            await http.post(f"{self.world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))

    async def inbox_says(self) -> str:
        """The words of all messages in his inbox here."""
        return " ".join(one["body"] for one in await self.rows("select body from notice"))

    async def stands(self) -> tuple[str, str]:
        """State and reason of his offer."""
        found = await self.rows("select state, reason from offer where person = $1", await self.person())
        return (found[0]["state"], found[0]["reason"]) if found else ("", "")

    async def birthday(self) -> None:
        """The day comes."""
        self.clock.pass_(days=BIRTHDAY.days)
        await self.works_on()

    async def works_on(self) -> None:
        """The worker's round of this day."""
        await due.submit_all(self.moment, self.state.services, self.state.file_store, self.clock())
        await self.worker.works()


NOW_OF: list[Any] = []
"""The clock of the test that runs."""


@pytest.fixture(scope="module")
def world_of_today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Registers and phone that live by the held clock: what they say expires by it."""
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY, "FUTIAN_SMS_KEY": SMS_KEY, "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(tmp_path_factory.mktemp("today")),
    }  # fmt: skip
    with serving(create(environ, lambda: NOW_OF[-1].now), free_port()) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def street(
    house: Any, worker: Worker, settings: Settings, admin_url: str, world_of_today: str, clock: Any
) -> AsyncIterator[Street]:
    """The world outside."""
    NOW_OF.append(clock)
    own = msgspec.structs.replace(settings, register_url=world_of_today, sms_url=world_of_today)
    state, registers = house.framework.state, Registers(own, clock)
    state.services = msgspec.structs.replace(state.services, registers=registers)
    worker.bench = msgspec.structs.replace(worker.bench, services=state.services, settings=own)
    yield Street(house, worker, admin_url, world_of_today, clock)
    await registers.close()


async def test_one_word_two_months_before_and_granted_on_the_day(street: Street, resident: Any) -> None:
    await street.has_other_phones(FORMER)
    await street.is_offered()
    assert await street.stands() == ("proposed", "")
    assert await street.told() == ["offer_made"]
    assert "20260" not in str(await street.inbox(HIM.phone))
    id = uuid4()
    await street.replies(" 同意。", id=id)
    await street.replies("同意", id=id)  # the gateway brings it twice
    assert await street.stands() == ("accepted", "")
    assert await street.told() == ["offer_made", "offer_accepted"]
    (alert,) = await street.inbox(FORMER)
    assert alert["template"] == "offer_alert"
    assert "津贴" not in alert["text"], "a former number may be somebody else's"
    await street.works_on()
    assert await street.stands() == ("accepted", ""), "not before the day"
    await street.birthday()
    assert await street.stands() == ("submitted", "")
    await street.works_on()
    cases = await street.rows("select id, state, service from cases where principal = $1", await street.person())
    assert [(one["state"], one["service"]) for one in cases] == [("approved", ALLOWANCE)]
    (event,) = await street.rows("select author, detail from case_event where kind = 'submitted'")
    assert json.loads(event["detail"])["how"] == "sms"
    (offer,) = await street.rows("select digest, case_id from offer")
    assert json.loads(event["detail"])["digest"] == offer["digest"]
    assert (await street.told())[2:] == ["offer_submitted", "case_message"], "it was handed in, and here is the result"
    kinds = await street.rows("select kind from offer_event where kind <> 'told' order by seq")
    assert [one["kind"] for one in kinds] == ["proposed", "accepted", "due", "submitted"]
    assert not await street.rows("select from sms_received where sealed is not null"), "words are dropped"
    him = resident(HIM)
    await him.signs_in()
    page = said(await him.goes("/me/offers"))
    assert "已经交上去" in page
    assert "尾号" in page


async def test_stopped_by_a_word_before_the_day(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.replies("停！")
    await street.replies("停")
    assert await street.stands() == ("stopped", "by_sms")
    await street.replies("同意")
    await street.birthday()
    assert await street.stands() == ("stopped", "by_sms")
    assert (await street.told())[1:] == ["offer_accepted", "offer_stopped"]
    assert not await street.rows("select from cases")


async def test_whoever_else_writes_hears_nothing_and_changes_nothing(street: Street) -> None:
    await street.is_offered()
    for number in ("+8619900000099", people.GRANDMOTHER.international_phone):
        await street.replies("同意", number)
        assert await street.inbox(number.removeprefix("+86")) == []
    await street.replies("同意", status=403, key="another key")
    await street.replies("同意", status=400, more="x")
    await street.replies("同意" * 400, status=400)
    await street.replies("同意", sent_at=street.clock() - timedelta(hours=25))
    await street.replies("同意", sent_at=street.clock() + timedelta(hours=1))
    assert await street.stands() == ("proposed", "")
    assert {one["outcome"] for one in await street.rows("select outcome from sms_received")} == {"not_ours"}
    for _ in range(14):
        await street.replies("停一停吧", "+8619900000099")
    assert len(await street.rows("select from sms_received")) == 11
    await street.birthday()
    assert await street.stands() == ("expired", "")
    assert (await street.told())[1:] == ["offer_expired"]


async def test_after_two_questions_a_person_asks(street: Street, house: Any) -> None:
    await street.is_offered()
    for text in ("好的吧", "不同意", "你是谁"):
        await street.replies(text)
    assert await street.stands() == ("handed_over", "unclear")
    assert (await street.told())[1:] == ["offer_unclear", "offer_unclear", "offer_handed_over"]
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "unclear"), "an officer has it now"
    async with desk(house, "韩晓梅", "officer") as officer:
        page = await officer.goes("/desk/offers")
        assert "问了两次仍看不懂" in page
        assert HIM.name not in page, "a list names nobody"
        (offer,) = await street.rows("select id from offer")
        at = f"/desk/offers/{offer['id']}"
        assert HIM.name in await officer.goes(at)
        await officer.sends(at, words="", status=422)
        await officer.sends(at, words="已经电话问清楚，本人改天自己申请。")
        assert "现在没有" in await officer.goes("/desk/offers")
    assert "工作人员写道：已经电话问清楚，本人改天自己申请。" in await street.inbox_says()
    async with desk(house, "林税务", "officer", staff=Staff("t", "t", frozenset({"officer"}), "tax")) as other:
        await other.goes(at, status=404)


async def test_an_officer_goes_on_for_whom_nothing_proves(street: Street) -> None:
    await street.is_offered()
    await street.sets("update person set assurance = 2 where id = $1", await street.person())
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "not_verified")
    assert (await street.told())[1:] == ["offer_handed_over"]
    assert "您还没有核实是本人。" in await street.inbox_says()


async def test_a_number_held_for_less_than_ninety_days_is_for_an_officer(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    await street.is_offered()
    monkeypatch.setattr(relations, "REGISTERED", local_date(street.clock()) - timedelta(days=89))
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "number")


async def test_whoever_switched_it_off_is_not_asked(street: Street) -> None:
    async with street.moment() as db:
        await switch_topic(db, await street.person(), "offer", street.clock(), on=False)
    await street.is_offered()
    assert await street.stands() == ("", "")
    assert await street.told() == []
    async with street.moment() as db:
        await switch_topic(db, await street.person(), "offer", street.clock(), on=True)
    await street.is_offered()
    await street.is_offered()
    assert await street.stands() == ("proposed", "")
    assert len(await street.rows("select from offer")) == 1


async def test_another_account_stops_it_and_says_so(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.pays_to("8800000000000012345")
    await street.birthday()
    assert await street.stands() == ("stopped", "account_changed")
    assert "收款账户变了" in await street.inbox_says()
    assert not await street.rows("select from cases")


async def test_a_register_that_is_silent_on_the_day(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.trouble("population", "silent")
    await street.birthday()
    assert await street.stands() == ("due", "")
    await street.trouble("population", "ok")
    await street.trouble("bank", "down")
    await street.works_on()
    await street.trouble("bank", "ok")
    await street.trouble("population", "silent")
    assert await street.stands() == ("due", "")
    assert len(await street.rows("select from cases")) == 1, "prepared, and left for the next turn"
    street.clock.pass_(days=3)
    await street.works_on()
    assert await street.stands() == ("handed_over", "registers_silent")
    await street.trouble("population", "ok")
    assert not await street.rows("select from cases where state <> 'draft'")


async def test_one_tap_is_the_same_yes(street: Street, resident: Any, house: Any) -> None:
    await street.is_offered()
    him = resident(HIM)
    await him.signs_in()
    assert "同意，到那天替我办" in said(await him.goes("/me/offers"))
    (offer,) = (await him.browser.get("/api/me/offers")).json()
    assert offer["account"] == "尾号0062"
    at = f"/me/offers/{offer['id']}"
    street.clock.pass_(minutes=11)  # the proof of the sign-in is no longer fresh
    await him.goes("/me/offers")
    assert "再确认一次是您本人" in said(await him.sends(f"{at}/acceptance", digest=offer["digest"]))
    assert await street.stands() == ("proposed", "")
    await steps_up(him, house, "sms")
    await him.goes("/me/offers")
    await him.sends(f"{at}/acceptance", status=409, digest="0" * 64)
    await him.goes("/me/offers")
    await him.sends(f"/me/offers/{uuid4()}/stop", status=404)
    await him.goes("/me/offers")
    page = said(await him.sends(f"{at}/acceptance", digest=offer["digest"]))
    assert "记下了，到那天替您办" in page
    await him.sends(f"{at}/acceptance", digest=offer["digest"])  # a second tap is the same yes
    assert await street.stands() == ("accepted", "")
    await him.sends(f"{at}/stop")
    assert "停了，什么都没有交上去" in said(him.page.text)
    assert await street.stands() == ("stopped", "by_person")


async def test_an_account_that_the_bank_disowns_on_the_day_is_for_an_officer(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.trouble("bank", "contradict")
    await street.birthday()
    await street.trouble("bank", "ok")
    assert await street.stands() == ("handed_over", "account")
    assert [one["state"] for one in await street.rows("select state from cases")] == ["draft"], "what is prepared stays"
