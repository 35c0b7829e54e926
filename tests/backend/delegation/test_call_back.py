"""The call-back: the house calls a number of her own, she presses a digit and the code of the other side; the mandate sleeps a day."""

import re
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.delegation import acting, call_back, notify_by_phone, phone_calls, store
from backend.delegation.jobs import ToTellPrincipal
from backend.delegation.phone_calls import KeyChoice, Script, outcome
from backend.delegation.principals import Named
from backend.delegation.problems import CallRunning, CallTooSoon, MandateOver, NoNumberToCall, PersonUnknown
from backend.delegation.scope import Wish
from backend.delegation.service import as_person
from backend.delegation.types import Mandate, Power
from backend.delegation.wording import wordings
from backend.notices.sms import SmsGateway
from backend.registers.phone_numbers import HeldNumber, proves
from backend.registers.sms_wordings import SMS
from backend.registers.telephone import CallReport, Gather
from tests.conftest import NOW, SMS_KEY
from tests.people import GRANDDAUGHTER, GRANDMOTHER, NINETY_TWO
from tests.support.allowance import ALLOWANCE

WISH = Wish(services=(ALLOWANCE,), power=Power.SUBMIT, days=182, relation="grandchild")
OLD = Named(NINETY_TWO.name, NINETY_TWO.id_number)
CALL = re.compile(r'name="call" value="([0-9a-f-]{36})"')


async def follow(db: Any, moment: Any, context: Any, mandate: Mandate, now: Any = NOW) -> store.CallRow:
    """The worker follows the newest call; answers how it stands."""
    row = await store.newest_call(db, mandate=mandate.id)
    assert row is not None
    await call_back.follow(moment, context, context.registers, row.id, now)
    found = await store.newest_call(db, mandate=mandate.id)
    assert found is not None
    return found


async def rings(db: Any, moment: Any, context: Any, actor: Any, named: Named = OLD) -> Mandate:
    """The granddaughter has somebody called, and it rings."""
    helper = await actor(GRANDDAUGHTER)
    mandate = await call_back.ask(moment, context, helper, named, WISH, NOW)
    await follow(db, moment, context, mandate)
    return mandate


def answers(world: Any, mandate_call: UUID, *keys: str) -> str:
    """Somebody picks up and presses keys; answers what was heard."""
    world.post("/telephone", call=str(mandate_call), does="pick_up")
    for one in keys:
        world.post("/telephone", call=str(mandate_call), does="press", keys=one)
    return str(world.calls())


async def script(db: Any, context: Any, mandate: Mandate) -> tuple[UUID, Script]:
    """The newest call and its script."""
    row = await store.newest_call(db, mandate=mandate.id)
    assert row is not None
    return row.id, call_back.opened(context, row)


async def test_she_agrees_by_telephone_and_it_begins_a_day_later(
    db: Any, moment: Any, context: Any, actor: Any, world: Any
) -> None:
    mandate = await rings(db, moment, context, actor)
    call, said = await script(db, context, mandate)
    assert said.number == NINETY_TWO.international_phone
    shown = await call_back.progress(db, context, mandate.id)
    assert shown is not None
    assert shown.code == said.code, "on the other side's screen"
    assert said.code not in said.words
    heard = answers(world, call, said.digit, said.code)
    assert GRANDDAUGHTER.name in heard
    assert "好的，明天这个时候起生效" in heard
    row = await follow(db, moment, context, mandate)
    assert row.state == "agreed"
    begun = await store.by_id(db, id=mandate.id)
    assert (begun.state, begun.wakes_at) == ("active", NOW + timedelta(hours=24))
    (kept,) = await store.consents(db, mandate=mandate.id)
    assert (kept.wording, kept.witness, kept.said_digest) == ("mandate_spoken", f"call:{call}", row.said_digest)
    assert context.vault.open(kept.said, f"mandate_consent:{kept.id}").decode() == said.words
    with pytest.raises(MandateOver):
        await acting.in_force(db, mandate.id, mandate.helper, NOW + timedelta(hours=23, minutes=59))
    assert (
        await acting.in_force(db, mandate.id, mandate.helper, NOW + timedelta(hours=24))
    ).principal == begun.principal
    assert (await call_back.progress(db, context, mandate.id)).code == "", "over: no code any more"


async def test_she_is_told_on_every_contact(db: Any, moment: Any, context: Any, actor: Any, world: Any) -> None:
    mandate = await rings(db, moment, context, actor)
    call, said = await script(db, context, mandate)
    answers(world, call, said.digit, said.code)
    await follow(db, moment, context, mandate)
    before = world.texts(NINETY_TWO.phone)
    async with aclosing(SmsGateway(world.url, SMS_KEY)) as sms:
        for _ in range(2):  # a job that comes twice tells once
            await notify_by_phone.tell_principal(
                moment, context, sms, context.registers, ToTellPrincipal(mandate.id), NOW
            )
    told = [one for one in world.texts(NINETY_TWO.phone) if one not in before]  # the sample phone forgets the oldest
    assert [one["template"] for one in told] == ["mandate_begun"]
    assert await db.fetch(
        "select template, wording_version from sms_sent where id in (select id from mandate_event)"
    ) == [("mandate_begun", SMS["mandate_begun"].entry.version)], "found by the event of the telling"
    assert "不是您本人的意思，请马上打12345停止" not in world.calls("8675585550010"), "rings first"
    assert "8675585550010" in world.calls("8675585550010")


@pytest.mark.parametrize(
    ("keys", "went", "state"),
    [
        (("wrong",), "refused", "ended"),
        (("digit", "000000"), "mistaken", "proposed"),
        (("digit",), "unanswered", "proposed"),
    ],
)
async def test_anything_else_than_both_is_no_yes(
    db: Any, moment: Any, context: Any, actor: Any, world: Any, keys: Any, went: str, state: str
) -> None:
    mandate = await rings(db, moment, context, actor)
    call, said = await script(db, context, mandate)
    other = "000000" if said.code != "000000" else "111111"
    pressed = {"wrong": str((int(said.digit) + 1) % 10), "digit": said.digit, "000000": other}
    answers(world, call, *(pressed[one] for one in keys))
    world.post("/telephone", call=str(call), does="hang_up")
    assert (await follow(db, moment, context, mandate)).state == went
    assert (await store.by_id(db, id=mandate.id)).state == state
    assert await store.consents(db, mandate=mandate.id) == []


async def test_nobody_answers_and_she_is_left_in_peace(db: Any, moment: Any, context: Any, actor: Any) -> None:
    mandate = await rings(db, moment, context, actor)
    by = as_person("helper", mandate.helper)
    with pytest.raises(CallRunning):
        await call_back.call(moment, context, mandate, by, "帮您办事的人", NOW)
    for tries in (1, 2):
        later = NOW + tries * phone_calls.LASTS
        assert (await follow(db, moment, context, mandate, later)).state == "unanswered"
        await call_back.call(moment, context, mandate, by, "帮您办事的人", later)
    assert (await follow(db, moment, context, mandate, NOW + 3 * phone_calls.LASTS)).state == "unanswered"
    with pytest.raises(CallTooSoon):
        await call_back.call(moment, context, mandate, by, "帮您办事的人", NOW + 3 * phone_calls.LASTS)


async def test_who_is_called(db: Any, moment: Any, context: Any, actor: Any, world: Any) -> None:
    helper = await actor(GRANDDAUGHTER)
    with pytest.raises(PersonUnknown):
        await call_back.ask(moment, context, helper, Named("别人", NINETY_TWO.id_number), WISH, NOW)
    world.trouble("population", "silent")
    with pytest.raises(PersonUnknown):
        await call_back.ask(moment, context, helper, OLD, WISH, NOW)
    world.trouble("population", "ok")
    own = await actor(NINETY_TWO)
    with pytest.raises(NoNumberToCall):  # the helper has the number that the register gives her
        await phone_calls.number_of(
            context, *(await who(db, context, own, helper, NINETY_TWO.international_phone)), NOW
        )


async def who(db: Any, context: Any, principal: Any, helper: Any, phone: str) -> Any:
    """Principal and helper, who sits at every number of the principal."""
    from msgspec.structs import replace

    from backend.registers.sample.relations import relations
    from backend.residents.service import identity_of, with_second_phone

    helping = replace(await identity_of(db, context.vault, helper.person), phone=phone)
    landline = relations().landlines["li_boan"]
    return await identity_of(db, context.vault, principal.person), with_second_phone(helping, landline, "provider", NOW)


def test_a_number_proves_something_only_if_long_hers_alone_and_not_the_helpers() -> None:
    today = NOW.date()
    number = HeldNumber(number="+8619900000010", kind="mobile", since=today - timedelta(days=90), alone=True)
    assert proves(number, today, frozenset())
    assert not proves(number, today - timedelta(days=1), frozenset())
    assert not proves(number, today, frozenset({"+8619900000010"}))
    shared = HeldNumber(number="+8619900000010", kind="mobile", since=number.since, alone=False)
    assert not proves(shared, today, frozenset())


@given(
    st.sampled_from(["ringing", "answered", "completed", "refused", "unanswered", "unknown"]),
    st.lists(st.text("0123456789", min_size=1, max_size=6), max_size=3),
)
def test_only_the_digit_and_the_code_of_a_finished_call_are_a_yes(state: Any, keys: list[str]) -> None:
    script = Script("+8619900000010", "7", "123456", "", "")
    told = CallReport(request_id=UUID(int=1), call=UUID(int=2), state=state, keys=tuple(keys))
    assert (outcome(script, told).state == "agreed") == (state == "completed" and keys[:2] == ["7", "123456"])
    assert outcome(script, None).state == "unanswered"


def test_a_choice_comes_before_the_yes_and_nothing_else_is_one() -> None:
    first, second = (
        KeyChoice("1", "您选的是尾号0001的账户。", "1", "a"),
        KeyChoice("2", "您选的是尾号0002的账户。", "2", "b"),
    )
    script = Script("+8619900000010", "7", "123456", "读到这里选。\n同意，请按7。", "某", 7, (first, second))
    parts = phone_calls.script_of(script, wordings()["account_spoken"])
    assert [type(part).__name__ for part in parts] == ["Say", "Gather", "Say", "Gather", "Say", "Gather", "Say"]
    assert isinstance(parts[1], Gather)
    assert [parts[1].takes(key) for key in ("1", "2", "3", "7", "")] == [True, True, False, False, False]

    def went(*keys: str, state: str = "completed") -> tuple[str, KeyChoice | None]:
        report = CallReport(request_id=UUID(int=1), call=UUID(int=2), state=state, keys=keys)  # type: ignore[arg-type]
        found = outcome(script, report)
        return found.state, found.chosen

    assert went("2", "7", "123456") == ("agreed", second)
    assert went("1", "7", "000000") == ("mistaken", first)
    assert went("7", "123456", state="refused") == ("refused", None)
    assert went("1", "8", state="refused") == ("refused", first)
    assert went("1", state="refused") == ("unanswered", first)
    assert went("7", "7", "123456") == ("refused", None), "a choice that nobody offered is no yes"


@settings(max_examples=20)
@given(st.lists(st.text("字，。", max_size=1500), min_size=1, max_size=6))
def test_a_call_reads_every_sign_in_pieces_that_the_gateway_takes(lines: list[str]) -> None:
    words = "\n".join(lines)
    found = phone_calls.pieces(words)
    assert "".join(found).replace("\n", "") == words.replace("\n", "")
    assert max(map(len, found)) <= phone_calls.LONGEST
    script = phone_calls.script_of(
        Script("+8619900000010", "7", "123456", "字" * 8000, "某"), wordings()["submission_spoken"]
    )
    assert len(script) <= 12


def test_the_grandmother_has_both_kinds_of_number() -> None:
    from backend.registers.sample.cast import resident
    from backend.registers.sample.relations import numbers

    assert {one.kind for one in numbers(resident(GRANDMOTHER))} == {"mobile", "landline"}
