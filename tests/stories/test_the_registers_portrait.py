"""A card and a face are held against the register's portrait: who draws a card chooses its portrait, and gains nothing by it."""

from pathlib import Path
from typing import Any

import asyncpg
import pytest

from backend.materials.samples import cast_papers as pictures
from backend.materials.samples import portraits
from backend.registers.sample import portraits as register
from tests import people
from tests.journey import Worker, said
from tests.proving import hands_in_card, shows_face

NEW = people.GRANDDAUGHTER


async def level(admin_url: str) -> int:
    """How sure we are of whoever tried."""
    db = await asyncpg.connect(admin_url)
    found: int = await db.fetchval("select p.assurance from person p join identity_try t on t.person = p.id limit 1")
    await db.close()
    return found


@pytest.fixture
def somebody_elses_portrait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards are drawn with the face of whoever draws them."""
    monkeypatch.setitem(portraits.CHOSEN, NEW.name, portraits.CHOSEN[people.NEWCOMER.name])


@pytest.mark.usefixtures("somebody_elses_portrait")
async def test_a_drawn_card_with_another_face_proves_nothing_and_says_nothing(
    resident: Any, worker: Worker, admin_url: str
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW, front=pictures.front(NEW))
    await worker.works()
    assert "这次没能核对上" in said(await someone.goes("/me/identity"))
    assert await level(admin_url) == 1


async def test_where_the_register_has_no_portrait_the_card_counts_and_a_face_goes_to_a_person(
    resident: Any, worker: Worker, admin_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(register, "FOLDER", tmp_path)
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    await worker.works()
    assert await level(admin_url) == 2, "no portrait is no reason against anybody"
    await shows_face(someone, NEW)
    await worker.works()
    assert await level(admin_url) == 2, "a face like the card's says only who made the card"
    assert "工作人员会帮您核对" in said(await someone.goes("/me/identity"))
