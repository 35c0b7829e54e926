"""How much one person may keep and send within an hour, and what that costs nobody."""

import hashlib
from typing import Any

from backend.cases.papers import hand_in
from tests import people
from tests.journey import said
from tests.uploading import Sender


async def test_two_hundred_files_leave_one_and_the_quota_holds(
    sender: Sender, db: Any, card: bytes, monkeypatch: Any, clock: Any
) -> None:
    for _ in range(200):
        where = await sender.promises(len(card))
        clock.pass_(minutes=1)
    assert await db.fetchval("select count(*) from upload where state = 'open'") == 1
    monkeypatch.setattr(hand_in, "QUOTA_BYTES", len(card) * 2 - 1)
    await sender.adds(where, 0, card)
    await sender.promises(len(card), status=413)
    await sender.promises(None, status=413)


async def test_an_hour_has_an_end_of_files_whether_they_stay_or_not(
    sender: Sender, db: Any, card: bytes, monkeypatch: Any, clock: Any
) -> None:
    monkeypatch.setattr(hand_in, "FILES_AN_HOUR", 3)
    about = {"upload_length": str(len(card) + 9), "upload_metadata": sender.about()}
    for _ in range(2):
        await sender.adds(await sender.promises(len(card)), 0, card)
        clock.pass_(minutes=10)
    where = await sender.promises(len(card), about={"sha256": hashlib.sha256(card).hexdigest()})
    refused = await sender.asks("POST", "/uploads", 429, **about)
    assert refused.json()["title"] == "这一小时里传的文件太多了。请过40分钟再传，已经交上的材料和填写的内容都在。"
    assert await sender.promises(len(card), about={"sha256": hashlib.sha256(card).hexdigest()}) == where, (
        "the same one goes on"
    )
    await sender.adds(where, 0, card)
    assert await db.fetchval("select count(*) from material") == 3
    clock.pass_(minutes=40)
    await sender.asks("POST", "/uploads", 201, **about)


async def test_an_hour_has_an_end_of_bytes_by_plain_form_too(
    sender: Sender, resident: Any, card: bytes, monkeypatch: Any
) -> None:
    monkeypatch.setattr(hand_in, "BYTES_AN_HOUR", len(card))
    case = f"/cases/{sender.case}"
    grandmother = resident(people.GRANDMOTHER)
    grandmother.browser = sender.browser
    await grandmother.photographs(case, "id_card", card)
    page = said(await grandmother.photographs(case, "id_card", card, status=422))
    assert "这一小时里传的文件太多了。请过60分钟再传" in page
    assert "身份证" in page
