"""Consents: given and withdrawn per purpose, every date kept, and nobody can rewrite them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from backend.kit.problems import Conflict, NotThere
from backend.residents import consents, store
from tests.conftest import NOW

LATER = NOW + timedelta(days=3)


@pytest.fixture
async def she(db: Any) -> UUID:
    """Somebody who signed in."""
    id = uuid4()
    await store.add_person(db, person=id, assurance=1, at=NOW)
    return id


def history(standings: list[consents.ConsentState], key: str) -> list[tuple[Any, Any]]:
    found = next(s for s in standings if s.purpose.key == key)
    return [(one.given_at, one.withdrawn_at) for one in found.history]


async def test_one_purpose_says_nothing_of_another(db: Any, she: UUID) -> None:
    await consents.give_consent(db, she, "face", NOW)
    assert await consents.has_consent(db, she, "face")
    assert not await consents.has_consent(db, she, "id_document")
    assert not await consents.has_consent(db, uuid4(), "face")
    with pytest.raises(consents.ConsentNeeded, match="ConsentNeeded"):
        await consents.require_consent(db, she, "id_document")


async def test_withdrawing_holds_at_once_and_the_dates_stay(db: Any, she: UUID) -> None:
    await consents.give_consent(db, she, "face", NOW)
    await consents.give_consent(db, she, "face", LATER)  # a second tap
    await consents.withdraw_consent(db, she, "face", LATER)
    await consents.withdraw_consent(db, she, "face", LATER + timedelta(days=1))
    assert not await consents.has_consent(db, she, "face")
    assert history(await consents.list_consents(db, she), "face") == [(NOW, LATER)]
    await consents.give_consent(db, she, "face", LATER + timedelta(days=2))
    assert len(history(await consents.list_consents(db, she), "face")) == 2
    acts = [
        r["action"] for r in await db.fetch("select action from audit where subject = $1 order by seq", f"person:{she}")
    ]
    assert acts == ["consent.given", "consent.withdrawn", "consent.given"]


async def test_a_new_wording_asks_anew(db: Any, she: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    await consents.give_consent(db, she, "face", NOW)
    newer = {k: msgspec.structs.replace(p, version="2027-03") for k, p in consents.purposes().items()}
    monkeypatch.setattr(consents, "purposes", lambda: newer)
    assert not await consents.has_consent(db, she, "face")
    assert next(s for s in await consents.list_consents(db, she) if s.purpose.key == "face").outdated
    with pytest.raises(Conflict):
        await consents.give_consent(db, she, "face", LATER, seen="2026-11")
    await consents.give_consent(db, she, "face", LATER, seen="2027-03")
    assert await consents.has_consent(db, she, "face")
    assert history(await consents.list_consents(db, she), "face") == [(LATER, None), (NOW, LATER)]


async def test_an_unknown_purpose_is_nothing(db: Any, she: UUID) -> None:
    for act in (consents.give_consent, consents.withdraw_consent):
        with pytest.raises(NotThere):
            await act(db, she, "everything", NOW)


@pytest.mark.parametrize("change", ["given_at = now()", "version = '1999'", "person = gen_random_uuid()"])
async def test_not_even_the_application_rewrites_one(db: Any, she: UUID, change: str) -> None:
    await consents.give_consent(db, she, "face", NOW)
    with pytest.raises(asyncpg.RaiseError, match="only ever ended"):
        await db.execute(f"update consent set {change} where person = $1", she)


async def test_an_ended_one_does_not_come_back(db: Any, she: UUID) -> None:
    await consents.give_consent(db, she, "face", NOW)
    await consents.withdraw_consent(db, she, "face", LATER)
    with pytest.raises(asyncpg.RaiseError, match="only ever ended"):
        await db.execute("update consent set withdrawn_at = null where person = $1", she)


def test_every_purpose_says_what_for_how_long_and_how_it_goes_without() -> None:
    for purpose in consents.purposes().values():
        assert min(len(purpose.what_for), len(purpose.how_long), len(purpose.after), len(purpose.law)) > 8
        assert purpose.without.startswith("不")
        assert purpose.keeps
