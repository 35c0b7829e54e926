"""Counter and letter: what an officer writes down and prints, and a code that is entered with facts."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from backend.audit.actor import Actor
from backend.delegation import acting, counter, letters, printed_codes, printed_sheets, request_mandate, store
from backend.delegation.counter import AtCounter
from backend.delegation.letters import Facts
from backend.delegation.principals import Named
from backend.delegation.problems import (
    BothMustBeSeen,
    CodeSpent,
    FactsDiffer,
    HelperHasNoAccount,
    InvitationGone,
    MandateOver,
)
from backend.delegation.scope import Wish
from backend.delegation.types import EVERY_SERVICE, Power
from backend.residents.separation import OwnAffair
from backend.residents.types import Assurance, Staff, Visitor
from tests.conftest import NOW
from tests.people import GRANDDAUGHTER, GRANDMOTHER, NINETY_TWO, TRADER
from tests.support.allowance import ALLOWANCE

OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
WISH = Wish(services=(ALLOWANCE,), power=Power.SUBMIT_WITH_CONSENT, days=365, relation="grandchild")
OLD = Named(NINETY_TWO.name, NINETY_TWO.id_number)
HELPER = Named(GRANDDAUGHTER.name, GRANDDAUGHTER.id_number)
WRITTEN = AtCounter(principal=OLD, helper=HELPER, wish=WISH, seen_both=True, read_aloud=True)
VIEWER = Actor.system("public")
FACTS = Facts(name=NINETY_TWO.name, born=NINETY_TWO.born, last_four=NINETY_TWO.id_number[-4:])


async def test_at_the_counter_it_begins_at_once_and_is_printed(db: Any, moment: Any, context: Any, actor: Any) -> None:
    helper = await actor(GRANDDAUGHTER)
    mandate = await counter.record(moment, context, OFFICER, WRITTEN, NOW)
    sheet = await printed_sheets.print_mandate(db, context, OFFICER, mandate.id, NOW)
    assert (mandate.state, mandate.channel, mandate.expires_at) == ("active", "counter", NOW + timedelta(days=365))
    (kept,) = await store.consents(db, mandate=mandate.id)
    assert (kept.witness, kept.said_digest) == (OFFICER.subject, sheet.words.digest)
    assert len(sheet.code) == 16
    proof = await printed_codes.look_up(db, context, sheet.code.lower(), VIEWER, NOW)
    assert (proof.helper, proof.principal) == ("陈＊＊", "黎＊＊")
    assert proof.standing.in_force
    hat = await acting.for_another(db, Visitor(person=helper.person), helper.person, mandate.id, NOW)
    assert hat.principal == mandate.principal
    with pytest.raises(InvitationGone):
        await printed_codes.look_up(db, context, "V-3333-3333-3333", VIEWER, NOW)
    assert await db.fetchval("select count(*) from audit where action = 'mandate.looked_up'") == 1


async def test_what_an_officer_cannot_record(db: Any, moment: Any, context: Any, actor: Any) -> None:
    for unseen in ({"seen_both": False}, {"read_aloud": False}):
        with pytest.raises(BothMustBeSeen):
            await counter.record(moment, context, OFFICER, replace(WRITTEN, **unseen), NOW)
    await actor(GRANDDAUGHTER, Assurance.DOCUMENT)
    with pytest.raises(HelperHasNoAccount):
        await counter.record(moment, context, OFFICER, WRITTEN, NOW)
    await actor(GRANDDAUGHTER)
    number = context.vault.fingerprint("id_number", GRANDDAUGHTER.id_number).hex()
    with pytest.raises(OwnAffair):
        await counter.record(moment, context, replace(OFFICER, number_hash=number), WRITTEN, NOW)


async def test_a_guardian_takes_the_place_of_what_she_gave_before(
    db: Any, moment: Any, context: Any, actor: Any
) -> None:
    await actor(GRANDDAUGHTER)
    before = await counter.record(moment, context, OFFICER, WRITTEN, NOW)
    await actor(TRADER)
    named = Named(TRADER.name, TRADER.id_number)
    mandate = await counter.guardian(moment, context, OFFICER, OLD, named, "（2026）粤0304民特1号", NOW)
    assert (mandate.state, mandate.basis, mandate.expires_at) == ("active", "guardian", None)
    ended = await store.by_id(db, id=before.id)
    assert (ended.state, ended.reason) == ("ended", "guardianship")
    assert (await acting.in_force(db, mandate.id, mandate.helper, NOW)).powers == {EVERY_SERVICE: Power.SUBMIT}


async def letter(moment: Any, context: Any, actor: Any) -> tuple[Any, Any, printed_sheets.ConsentSheet]:
    """The granddaughter asks by letter, and an officer prints it."""
    helper = await actor(GRANDDAUGHTER)
    asked = await request_mandate.ask(moment, context, helper, OLD, WISH, "paper", NOW)
    return helper, asked, await printed_sheets.print_letter(moment, context, OFFICER, asked.id, NOW)


async def test_giving_the_code_of_the_letter_is_her_yes(db: Any, moment: Any, context: Any, actor: Any) -> None:
    helper, asked, sheet = await letter(moment, context, actor)
    assert "样本花园" in sheet.address
    with pytest.raises(MandateOver):
        await acting.in_force(db, asked.id, helper.person, NOW)
    mandate = await letters.enter(moment, context, helper, sheet.code, FACTS, NOW + timedelta(days=20))
    assert (mandate.state, mandate.channel) == ("active", "paper")
    (kept,) = await store.consents(db, mandate=mandate.id)
    assert kept.said_digest == sheet.words.digest
    with pytest.raises(InvitationGone):
        await letters.enter(moment, context, helper, sheet.code, FACTS, NOW + timedelta(days=20))


async def test_wrong_facts_are_counted_and_the_code_dies(db: Any, moment: Any, context: Any, actor: Any) -> None:
    helper, _, sheet = await letter(moment, context, actor)
    with pytest.raises(InvitationGone):  # nobody else can use it
        await letters.enter(moment, context, await actor(TRADER), sheet.code, FACTS, NOW)
    wrong = [
        replace(FACTS, name=GRANDMOTHER.name),
        replace(FACTS, born=date(1934, 3, 28)),
        replace(FACTS, last_four="0000"),
        replace(FACTS, last_four="0000"),
    ]
    for left, facts in zip((4, 3, 2, 1), wrong, strict=True):
        with pytest.raises(FactsDiffer) as told:
            await letters.enter(moment, context, helper, sheet.code, facts, NOW)
        assert f"还可以再试 {left} 次" in told.value.sentence
    for facts in (wrong[0], FACTS):
        with pytest.raises(CodeSpent):
            await letters.enter(moment, context, helper, sheet.code, facts, NOW)


async def test_a_new_letter_voids_the_old_code_and_an_old_letter_counts_no_more(
    moment: Any, context: Any, actor: Any
) -> None:
    helper, asked, old = await letter(moment, context, actor)
    new = await printed_sheets.print_letter(moment, context, OFFICER, asked.id, NOW)
    with pytest.raises(InvitationGone):
        await letters.enter(moment, context, helper, old.code, FACTS, NOW)
    with pytest.raises(InvitationGone):
        await letters.enter(moment, context, helper, new.code, FACTS, NOW + timedelta(days=28))
