"""Nobody is pestered, and guessing gives nothing: one answer for whatever is wrong."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.delegation import codes, printed_codes
from backend.delegation.codes import ALPHABET, LENGTH, new_code, parse_printed_code
from backend.delegation.invitations import invitation_limits, inviting
from backend.delegation.invitations import store as invitation_store
from backend.delegation.invitations.inviting import To
from backend.delegation.letters import Facts, agree_on
from backend.delegation.problems import InvitationGone
from backend.delegation.scope import Wish
from backend.delegation.types import Power
from backend.residents.types import Identity
from tests.conftest import NOW
from tests.people import GRANDDAUGHTER, GRANDMOTHER, NINETY_TWO, TRADER
from tests.support.allowance import ALLOWANCE

WISH = Wish(services=(ALLOWANCE,), power=Power.PREPARE, days=30)
HERS = To(phone=GRANDMOTHER.international_phone, name="陈桂兰")


async def notices(db: Any, person: UUID) -> int:
    """How many messages somebody has."""
    return int(await db.fetchval("select count(*) from notice where person = $1", person))


async def jobs(db: Any) -> int:
    """How many short messages wait."""
    return int(await db.fetchval("select count(*) from pgqueuer where entrypoint = 'tell-invited'"))


async def test_who_said_no_twice_hears_no_more_of_that_sender(db: Any, context: Any, actor: Any) -> None:
    she, pest = await actor(GRANDMOTHER), await actor(TRADER)
    for again in range(4):
        sent = await inviting.ask(db, context, pest, WISH, HERS, now := NOW + timedelta(days=again))
        waiting = await inviting.waiting(db, context, she, now)
        if again < invitation_limits.REFUSALS:
            assert [one.id for one in waiting] == [sent.id]
            await inviting.refuse(db, context, she, sent.id, now)
            told = (await notices(db, she.person), await jobs(db))
        else:
            assert waiting == [], "and the sender sees no difference"
    assert (await notices(db, she.person), await jobs(db)) == told
    family = await inviting.ask(db, context, await actor(GRANDDAUGHTER), WISH, HERS, NOW + timedelta(days=4))
    assert [one.id for one in await inviting.waiting(db, context, she, NOW + timedelta(days=4))] == [family.id]
    later = NOW + timedelta(days=40)
    await inviting.ask(db, context, pest, WISH, HERS, later)
    assert len(await inviting.waiting(db, context, she, later)) == 1


async def test_a_number_is_told_of_three_invitations_a_day_by_whomever(db: Any, context: Any, actor: Any) -> None:
    she = await actor(GRANDMOTHER)
    for member in (TRADER, GRANDDAUGHTER, NINETY_TWO):
        for _ in range(2):
            await inviting.ask(db, context, await actor(member), WISH, HERS, NOW)
    assert await jobs(db) == invitation_limits.TOLD_A_DAY
    assert len(await inviting.waiting(db, context, she, NOW)) == 6, "those who look find all"


async def test_one_answer_for_every_wrong_guess(db: Any, context: Any, actor: Any) -> None:
    she, stranger = await actor(GRANDMOTHER), await actor(TRADER)
    by_code = await inviting.invite(db, context, she, WISH, To(), NOW)
    by_number = await inviting.invite(db, context, she, WISH, To(phone=GRANDDAUGHTER.international_phone), NOW)
    gone = await inviting.invite(db, context, she, WISH, To(), NOW)
    await inviting.withdraw(db, she, gone.id, NOW)
    chance, sentences = random.Random(7), set()
    before = await db.fetchval("select count(*) from mandate")
    guesses = [(by_code.id, ""), (by_number.id, ""), (gone.id, gone.token), (by_number.id, by_code.token)]
    guesses += [(UUID(int=chance.getrandbits(128)), by_code.token) for _ in range(10)]
    guesses += [
        (by_code.id, by_code.token[:n] + "-" + by_code.token[n + 1 :])
        for n in range(0, 32, 4)
        if by_code.token[n] != "-"
    ]
    for id, token in guesses:
        for answer in (inviting.accept, inviting.refuse):
            with pytest.raises(InvitationGone) as told:
                await answer(db, context, stranger, id, NOW, token=token)
            sentences.add(told.value.sentence)
        with pytest.raises(InvitationGone):
            await inviting.grant(db, context, stranger, id, "0" * 64, NOW, token=token)
    for guess in [new_code() for _ in range(20)] + ["", "V", "V" * 13, "\x00", "６" * 13]:
        with pytest.raises(InvitationGone) as told:
            await printed_codes.find(db, context, guess, ("letter", "counter"), NOW)
        sentences.add(told.value.sentence)
    assert len(sentences) == 1
    assert await db.fetchval("select count(*) from mandate") == before
    assert len(await invitation_store.invitations(db, person=she.person, now=NOW)) == 2, "and nothing has changed"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_text_becomes_a_code_that_could_not_be_one(text: str) -> None:
    found = parse_printed_code(text)
    assert found == "" or (len(found) == LENGTH and found[0] == "V" and set(found[1:]) <= set(ALPHABET))


TRUE = Facts(name=NINETY_TWO.name, born=NINETY_TWO.born, last_four=NINETY_TWO.id_number[-4:])
HE = Identity(name=NINETY_TWO.name, id_number=NINETY_TWO.id_number)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=10), st.dates(), st.text(min_size=4, max_size=4))
def test_facts_fit_only_all_together(name: str, born: Any, last_four: str) -> None:
    guess = Facts(name=name, born=born, last_four=last_four)
    assert agree_on(TRUE, HE, samples=True)
    assert agree_on(guess, HE, samples=True) <= (born == TRUE.born and last_four.upper() == TRUE.last_four)


def test_a_code_is_too_long_to_be_guessed() -> None:
    assert len(set(codes.ALPHABET)) ** (LENGTH - 1) > 2**52
