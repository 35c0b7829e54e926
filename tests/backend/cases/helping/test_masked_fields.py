"""What a helper doesn't read: filled in by registers all the same, opened for one case by the principal, or compared a few times."""

from datetime import timedelta
from typing import Any

import pytest

from backend.cases import store
from backend.cases.answers import InvalidAnswer
from backend.cases.helping.masked_fields import (
    TRIES,
    NoMoreTries,
    NotToBeOpened,
    close_field,
    compare,
    masked_fields,
    may_compare,
    may_open,
    open_field,
)
from backend.cases.sight import sight_of
from backend.catalogue.effects import redirect_target
from backend.catalogue.load import read_service, service_files
from backend.kit.problems import NotThere
from backend.residents.step_up import NotWhileHelping
from tests.backend.cases.two_people import Two
from tests.conftest import NOW

HUKOU, KEY = "深圳市福田区莲花街道福中社区2栋202", "hukou_address"


async def hidden(two: Two, case: Any) -> dict[str, bool]:
    """The keys that helpers don't read, and whether each is open."""
    row = await store.get(two.db, id=case, principal=two.principal.person)
    return {one.field.key: one.open for one in await masked_fields(two.db, two.services, two.principal, row)}


async def test_what_she_answered_stands_and_is_not_overwritten(two: Two) -> None:
    case = await two.draft()
    await two.saves(two.principal, case, hukou_address=HUKOU)
    errors = await two.saves(two.helper, case, hukou_address="别的地方", living_place="futian")
    assert list(errors) == [KEY]
    assert HUKOU not in errors[KEY]
    assert (await two.answers(case))[KEY] == HUKOU
    assert (await two.answers(case))["living_place"] == "futian"
    assert await hidden(two, case) == {KEY: False, "contact_phone": False}


async def test_what_registers_know_is_filled_in_without_being_read(two: Two) -> None:
    who = await two.db.fetchval("select sealed from identity where person = $1", two.principal.person)
    assert who
    case = await two.draft()
    await two.knows(hukou_address=HUKOU)
    assert await two.saves(two.helper, case, hukou_address="", living_place="futian") == {}
    assert (await two.answers(case))[KEY] == HUKOU
    assert not (await sight_of(two.db, two.helper, case)).reads(KEY)
    assert (await sight_of(two.db, two.helper, case)).reads("living_place")


async def test_she_opens_one_answer_of_one_case_until_it_is_submitted(two: Two) -> None:
    case = await two.draft()
    await two.saves(two.principal, case, hukou_address=HUKOU)
    with pytest.raises(NotWhileHelping):
        await open_field(two.db, two.services, two.helper, case, KEY, NOW)
    await open_field(two.db, two.services, two.principal, case, KEY, NOW)
    assert (await sight_of(two.db, two.helper, case)).reads(KEY)
    await close_field(two.db, two.principal, case, KEY, NOW)
    assert not (await sight_of(two.db, two.helper, case)).reads(KEY)
    await open_field(two.db, two.services, two.principal, case, KEY, NOW)
    await two.happened(case, "submitted", NOW + timedelta(minutes=1))
    assert not (await sight_of(two.db, two.helper, case)).reads(KEY), "it is closed with the case"


async def test_no_number_and_no_account_is_ever_opened(two: Two) -> None:
    case = await two.draft()
    for key in ("id_number", "account_number"):
        with pytest.raises((NotThere, NotToBeOpened)):
            await open_field(two.db, two.services, two.principal, case, key, NOW)
    fields = [field for path in service_files() for field in read_service(path).field]
    for field in fields:
        if (
            field.kind in {"id_number", "bank_account"}
            or redirect_target(field) != "nothing"
            or field.prefill == "id_number"
        ):
            assert not may_open(field), field.key
            assert not may_compare(field), field.key
        assert not (may_compare(field) and field.kind in {"choice", "yes_no", "division", "number", "month"}), field.key


async def test_a_value_is_compared_a_few_times_and_each_is_counted(two: Two) -> None:
    case = await two.draft()
    await two.saves(two.principal, case, hukou_address=HUKOU)
    with pytest.raises(InvalidAnswer):
        await compare(two.db, two.services, two.helper, case, KEY, "  ", NOW)
    spaced = await compare(two.db, two.services, two.helper, case, KEY, "深圳市 福田区莲花街道福中社区２栋２０２", NOW)
    assert (spaced.matches, spaced.left) == (True, TRIES - 1)
    for left in reversed(range(TRIES - 1)):
        wrong = await compare(two.db, two.services, two.helper, case, KEY, f"{left}号", NOW)
        assert (wrong.matches, wrong.left) == (False, left)
    with pytest.raises(NoMoreTries):
        await compare(two.db, two.services, two.helper, case, KEY, HUKOU, NOW)
    acts = await store.acts_of_helpers(two.db, principal=two.principal.person, author="")
    assert sum(act.kind == "value_compared" for act in acts) == TRIES
    with pytest.raises(NotThere):
        await compare(two.db, two.services, two.helper, case, "account_number", "6222020000000000000", NOW)


async def test_what_a_helper_reads_is_not_compared(two: Two) -> None:
    case = await two.draft()
    await two.saves(two.helper, case, hukou_address=HUKOU)
    with pytest.raises(NotThere):
        await compare(two.db, two.services, two.helper, case, KEY, HUKOU, NOW)
