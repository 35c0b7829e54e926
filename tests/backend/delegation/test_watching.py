"""A sign holds a mandate, its principal is told on her own contacts, and a person decides; endings with a person."""

from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.cases.drafts.begin import new_case
from backend.delegation import counter, endings, managing, notify_by_phone, store
from backend.delegation.invitations import inviting
from backend.delegation.invitations.inviting import To
from backend.delegation.jobs import ToTellPrincipal
from backend.delegation.problems import NothingToSettle, SignalOpen, SignsNotSettled
from backend.delegation.scope import Wish, granted
from backend.delegation.service import Proposal, agree, as_person, propose
from backend.delegation.signals import complaints, review_signal, watching
from backend.delegation.signals import store as signal_store
from backend.delegation.signals.detect import SignalFacts
from backend.delegation.types import Mandate, Power, Relation
from backend.delegation.wording import for_mandate
from backend.kit.reasons import ReasonNeeded
from backend.notices.sms import SmsGateway
from backend.residents import service as residents
from backend.residents.separation import AnotherPersonNeeded, authorize
from backend.residents.types import Acting, Assurance, Identity, SecondPhone, Staff
from tests.conftest import NOW, SMS_KEY
from tests.people import GRADUATE, GRANDMOTHER
from tests.support.allowance import ALLOWANCE

OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
OTHER = Staff("officer-8", "赵明", frozenset({"officer"}), "civil_affairs")
WISH = Wish(services=(ALLOWANCE,), power=Power.PREPARE, days=365)
WHY = "和本人通了电话，是邻居帮忙"


class Agent:
    """Somebody who helps more and more people, who are all strangers."""

    def __init__(self, db: Any, context: Any, helper: UUID) -> None:
        self.db, self.context, self.helper, self.number = db, context, helper, 0

    async def helps_one_more(self, relation: Relation | None = None, now: Any = NOW) -> Mandate:
        """One more principal agrees to everything."""
        self.number += 1
        who = Identity(name=f"邻居{self.number}", phone=f"+86198{self.number:08}")
        person = await residents.create_person(self.db, self.context.vault, who, Assurance.PHONE, now)
        made = Proposal(principal=person.id, helper=self.helper, channel="device", days=WISH.days, relation=relation)
        services = granted(self.context.catalogue, WISH)
        by = as_person("helper", self.helper)
        mandate = await agree(self.db, self.context, await propose(self.db, made, services, by, now), by, now)
        said = for_mandate(self.context.catalogue, "", services, WISH.days, now)
        return await agree(self.db, self.context, mandate, as_person("principal", person.id), now, said=said)

    async def signs(self, mandate: Mandate) -> set[str]:
        """What is open."""
        return {one.kind for one in await signal_store.open_signals(self.db, mandate=mandate.id)}


@pytest.fixture
async def agent(db: Any, context: Any, actor: Any) -> Agent:
    """The graduate, who begins to do it for money."""
    return Agent(db, context, (await actor(GRADUATE)).person)


async def test_the_fifth_stranger_is_held_and_a_family_is_not(agent: Agent) -> None:
    days = [NOW + timedelta(days=10 * n) for n in range(5)]
    for relation in ("grandchild", "grandchild", "child", "spouse"):
        assert (await agent.helps_one_more(relation, NOW - timedelta(days=30))).state == "active"
    for now in days[:4]:
        assert (await agent.helps_one_more("neighbour", now)).state == "active"
    mandate = await agent.helps_one_more("neighbour", days[4])
    assert (mandate.state, mandate.reason) == ("suspended", "signal")
    assert await agent.signs(mandate) == {"many_helped"}
    told = await agent.db.fetch("select title from notice where person = $1", mandate.principal)
    assert [row["title"] for row in told] == ["代办先停一停"], "and not that it began"


async def test_five_in_a_week_are_held_whatever_they_are_said_to_be(agent: Agent) -> None:
    for relation in ("child", "child", "grandchild", "grandchild"):
        assert (await agent.helps_one_more(relation)).state == "active"
    assert await agent.signs(await agent.helps_one_more("sibling")) == {"many_at_once"}


async def test_what_went_wrong_elsewhere_holds_the_next_one(agent: Agent) -> None:
    first = await agent.helps_one_more("neighbour")
    await signal_store.add_signal(
        agent.db,
        id=UUID(int=1),
        mandate=first.id,
        principal=first.principal,
        kind="complaint",
        at=NOW,
        case_id=None,
        detail={},
    )
    assert await agent.signs(await agent.helps_one_more("grandchild")) == {"wrong_elsewhere"}


async def test_three_refusals_one_telephone_and_the_night_are_counted(agent: Agent, context: Any) -> None:
    db, night = agent.db, NOW.replace(hour=18)  # two in the morning in Shenzhen
    made = [await agent.helps_one_more("neighbour", night) for _ in range(3)]
    await db.executemany(
        "insert into known_browser (person, mark, since, seen_at) values ($1, $2, $3, $3)",
        [(one.principal, b"one browser", NOW) for one in made],
    )
    for number in range(3):
        await db.execute(
            "insert into mandate_invitation (id, person, side, services, days, phone_hash, sealed, made_at, expires_at, closed_at, refused_at)"
            " values (gen_random_uuid(), $1, 'helper', '[]', 30, $2, '', $3, $3, $3, $3)",
            agent.helper, b"phone %d" % number, NOW,
        )  # fmt: skip
    found = {one.kind for one in await watching.look(db, made[-1], NOW)}
    assert found == {"one_device", "refused_elsewhere", "by_night"}


async def test_she_is_told_on_her_own_contacts_and_never_on_the_helpers(
    db: Any, moment: Any, context: Any, agent: Agent, world: Any
) -> None:
    mandate = await agent.helps_one_more("neighbour")
    own, theirs = "19800000001", GRADUATE.phone
    before = world.texts(theirs)
    theirs_too = SecondPhone(GRADUATE.international_phone, "provider", NOW)
    who = Identity(phone="+8619800000001", second_phones=(theirs_too,))
    async with aclosing(SmsGateway(world.url, SMS_KEY)) as sms:
        job = ToTellPrincipal(mandate.id, "held", NOW.isoformat())
        for _ in range(2):  # twice is once
            await notify_by_phone.tell_principal(moment, context, sms, context.registers, job, NOW)
        again = ToTellPrincipal(mandate.id, "held", (NOW + timedelta(days=1)).isoformat())
        await notify_by_phone.tell_principal(moment, context, sms, context.registers, again, NOW)
    assert [one["template"] for one in world.texts(own)][:2] == ["mandate_held", "mandate_held"]
    assert [one for one in world.texts(theirs) if one not in before] == []
    helper = Identity(phone=GRADUATE.international_phone)
    assert notify_by_phone.contacts(who, (), NOW, not_of=helper) == {"+8619800000001": False}


async def test_an_officer_clears_it_with_a_reason_and_it_is_not_seen_again(db: Any, context: Any, agent: Agent) -> None:
    for _ in range(5):
        mandate = await agent.helps_one_more("neighbour", NOW - timedelta(days=30))
    with pytest.raises(ReasonNeeded):
        await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", "好", NOW)
    assert (await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", WHY, NOW)).state == "active"
    assert await watching.look(db, mandate, NOW) == ()
    with pytest.raises(NothingToSettle):
        await review_signal.settle(db, context, OFFICER, mandate.id, "confirmed", WHY, NOW)


async def test_fraud_ends_it_and_the_next_one_is_held(db: Any, context: Any, agent: Agent) -> None:
    for _ in range(5):
        mandate = await agent.helps_one_more("neighbour", NOW - timedelta(days=30))
    ended = await review_signal.settle(db, context, OFFICER, mandate.id, "confirmed", "本人说不认识这个人", NOW)
    assert (ended.state, ended.reason) == ("ended", "fraud")
    assert "wrong_elsewhere" in await agent.signs(await agent.helps_one_more("grandchild"))


async def test_whoever_wrote_a_mandate_down_does_not_clear_it(db: Any, context: Any, agent: Agent) -> None:
    for _ in range(5):
        mandate = await agent.helps_one_more("neighbour", NOW - timedelta(days=30))
    about = (mandate.principal, mandate.helper)
    await authorize(db, OFFICER, "mandate.recorded", f"mandate:{mandate.id}", NOW, vault=context.vault, about=about)
    with pytest.raises(AnotherPersonNeeded):
        await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", WHY, NOW)
    assert (await review_signal.settle(db, context, OTHER, mandate.id, "cleared", WHY, NOW)).state == "active"


async def test_a_sign_about_an_account_is_cleared_for_its_case_only(db: Any, context: Any, agent: Agent) -> None:
    mandate = await agent.helps_one_more("child")
    act, hers = SignalFacts(account_after_begin=1), Acting(person=mandate.principal, principal=mandate.principal)
    cases = [(await new_case(db, hers, context.catalogue.get(code), NOW))[0].id for code in (ALLOWANCE, "FT0205002")]
    found = await watching.look(db, mandate, NOW, act, cases[0])
    assert [one.kind for one in found] == ["account_after_begin"]
    stopped = await watching.hold(db, mandate, found, NOW, cases[0])
    assert stopped.state == "suspended"
    assert await watching.mandates_to_look_at(db, mandate.principal, cases[0]) == [mandate.id]
    assert await watching.mandates_to_look_at(db, mandate.principal, cases[1]) == []
    mandate = await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", WHY, NOW)
    assert await watching.look(db, mandate, NOW, act, cases[0]) == ()
    assert await watching.look(db, mandate, NOW, act, cases[1]) != ()


async def test_a_paused_mandate_goes_on_only_when_an_officer_has_looked(
    db: Any, context: Any, actor: Any, agent: Agent
) -> None:
    she, helper = await actor(GRANDMOTHER), await actor(GRADUATE)
    await inviting.ask(db, context, helper, WISH, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    mandate = await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)
    await managing.hold(db, she, mandate.id, NOW)
    await complaints.complain(db, she, mandate.id, NOW)
    with pytest.raises(SignalOpen):
        await managing.go_on(db, she, mandate.id, NOW)
    with pytest.raises(SignsNotSettled):
        await counter.resume_by_officer(db, context, OFFICER, mandate.id, NOW)
    await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", WHY, NOW)
    assert (await store.by_id(db, id=mandate.id)).reason == "pause", "her own pause stays hers"
    assert (await managing.go_on(db, she, mandate.id, NOW)).state == "active"


@pytest.mark.parametrize(
    ("why", "of", "reason"),
    [("death", "principal", "death"), ("death", "helper", "register"), ("closed", "helper", "closed")],
)
async def test_mandates_end_with_a_person(db: Any, agent: Agent, why: Any, of: str, reason: str) -> None:
    begun, other = await agent.helps_one_more("grandchild"), await agent.helps_one_more("child")
    person = begun.principal if of == "principal" else agent.helper
    assert await endings.end_of_person(db, person, why, NOW) == (1 if of == "principal" else 2)
    assert await endings.end_of_person(db, person, why, NOW) == 0, "twice is once"
    assert (await store.by_id(db, id=begun.id)).reason == reason
    assert (await store.by_id(db, id=other.id)).state == ("active" if of == "principal" else "ended")
    told = await db.fetch("select person, title, body from notice where title ~ '结束|到此为止'")
    if why == "death" and of == "principal":
        assert [(row["person"], row["title"]) for row in told] == [(agent.helper, "一份代办授权到此为止")]
        assert "去世" not in told[0]["body"], "a machine tells nobody of a death"
    else:
        assert person not in {row["person"] for row in told} or why == "death"
        assert begun.principal in {row["person"] for row in told}


async def test_who_never_used_it_is_told_a_month_before_it_ends(db: Any, moment: Any, agent: Agent) -> None:
    mandate = await agent.helps_one_more("grandchild")
    await db.execute("update mandate set days = null, expires_at = null, basis = 'parent' where id = $1", mandate.id)
    assert await notify_by_phone.tell_of_ends(moment, NOW + timedelta(days=334)) == 0
    assert await notify_by_phone.tell_of_ends(moment, NOW + timedelta(days=336)) == 1
    assert await notify_by_phone.tell_of_ends(moment, NOW + timedelta(days=337)) == 0
    told = await db.fetch("select person from notice where title = '有一份代办快一年没用了'")
    assert {row["person"] for row in told} == {mandate.principal, mandate.helper}
