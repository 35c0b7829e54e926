"""A resident with a new phone goes from nothing to verified, by card and face; what fails, and where a person looks."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import cv2
import msgspec
import numpy as np
import pytest
from redis.asyncio import Redis

from auth.identity import captures, proofing
from backend.kit.identity_number import sample_number
from backend.materials.samples import cast_papers as pictures
from backend.residents.types import Assurance
from backend.settings import Settings
from tests import people
from tests.conftest import HeldClock
from tests.journey import Resident, Worker, said
from tests.proving import agrees, card, face, hands_in_card, level_of_newest, nonce, shows_face

NEW = people.GRANDDAUGHTER  # the registers know her, we don't yet
NOT_CONFIRMED = "这次没能核对上"


async def test_from_nothing_to_verified(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, clock: HeldClock
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    assert "手机号已核实" in said(await someone.goes("/me/identity"))
    assert "正在看您的证件" in said(await hands_in_card(someone, NEW))
    assert proofing.PROVE in await worker.works()
    assert "身份证已核实" in said(await someone.goes("/me/identity"))
    assert await level_of_newest(table) == Assurance.DOCUMENT

    clock.pass_(seconds=30)
    assert "正在比对" in said(await shows_face(someone, NEW, shots=2))
    await worker.works()
    assert "已经核实，是您本人" in said(await someone.goes("/me/identity"))
    assert await level_of_newest(table) == Assurance.VERIFIED
    assert "本人已核实" in said(await someone.goes("/me"))
    assert "身份已核实" in said(await someone.goes("/inbox"))
    who = "select person from identity_try order by at desc limit 1"
    means = await table.fetch(f"select means from identity_proof where person = ({who}) order by at")
    assert [row["means"] for row in means] == ["document", "face"]


async def test_nothing_of_a_capture_stays(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, settings: Settings, redis_url: str
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    redis = Redis.from_url(redis_url)
    captures_left = [key async for key in redis.scan_iter("capture:*")]
    assert len(captures_left) == 1
    assert pictures.id_card_front(NEW)[:40] not in await redis.get(captures_left[0])
    assert 0 < await redis.ttl(captures_left[0]) <= captures.SECONDS
    await worker.works()
    await shows_face(someone, NEW)
    await worker.works()
    left = [key async for key in redis.scan_iter("*") if key.startswith((b"capture:", b"portrait:", b"challenge:"))]
    assert left == []
    await redis.aclose()
    largest = await largest_value(table)
    assert largest < 4000, "no picture and no template of 128 numbers in any column"
    files = [path for path in Path(settings.storage_url.removeprefix("file://")).rglob("*") if path.is_file()]
    assert files == []


async def largest_value(db: asyncpg.Connection) -> int:
    """The longest value in any column that could hold a picture."""
    columns = await db.fetch(
        "select table_name, column_name from information_schema.columns where table_schema = 'public'"
        " and data_type in ('bytea', 'ARRAY', 'jsonb', 'text') and table_name not in ('service_version', 'pgqueuer_log')"
    )
    sizes = [await db.fetchval(f'select max(pg_column_size("{c}")) from "{t}"') for t, c in columns]
    return max(size or 0 for size in sizes)


async def test_a_failure_says_which_photo_and_why_and_the_same_photo_is_not_taken_twice(
    resident: Callable[[Any], Resident], worker: Worker
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    sharp = cv2.imdecode(np.frombuffer(pictures.id_card_front(NEW), np.uint8), cv2.IMREAD_COLOR)
    blurred = cv2.imencode(".jpg", cv2.GaussianBlur(sharp, (0, 0), 9))[1].tobytes()
    await hands_in_card(someone, NEW, front=blurred)
    await worker.works()
    text = said(await someone.goes("/me/identity/document"))
    assert "人像面" in text
    assert "模糊" in text or "没看出是身份证件" in text
    assert "今天还可以试 4 次" in text
    for way in ("约工作人员核对", "带身份证到窗口"):
        assert way in text
    again = await someone.sends("/me/identity/document", 422, files=card(NEW, front=blurred))
    assert "这张照片刚才交过" in said(again)
    assert proofing.PROVE not in await worker.works()


async def test_whoever_fails_learns_nothing_about_the_register(
    resident: Callable[[Any], Resident], worker: Worker, table: Any
) -> None:
    """Somebody whom the register doesn't know, a name that doesn't fit, and a number that is somebody else's here: one sentence."""
    from backend.materials.samples.draw import draw_id_card

    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    unknown = draw_id_card(
        "陈雨欣", "女", "汉", NEW.born.replace(day=21), pictures.AT_HOME, sample_number(NEW.born.replace(day=21), 2)
    )
    misnamed = draw_id_card("陈雨晴", "女", "汉", NEW.born, pictures.AT_HOME, NEW.id_number)
    taken = pictures.id_card_front(people.GRANDMOTHER)
    heard = []
    for front in (unknown, misnamed, taken):
        await hands_in_card(someone, NEW, front=front)
        await worker.works()
        text = said(await someone.goes("/me/identity"))
        heard.append(re.sub(r"今天还可以试 \d 次", "", text))
        assert NOT_CONFIRMED in text
    assert len(set(heard)) == 1
    assert await level_of_newest(table) == Assurance.PHONE
    assert await table.fetchval("select cause from identity_request") == "held_elsewhere"


async def test_five_tries_then_the_other_ways(
    resident: Callable[[Any], Resident], worker: Worker, clock: HeldClock, house: Any
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await agrees(someone, "document")
    for grey in range(5):
        blank = cv2.imencode(".png", np.full((120, 180, 3), 100 + grey, np.uint8))[1].tobytes()
        back = cv2.imencode(".png", np.full((120, 180, 3), 200 + grey, np.uint8))[1].tobytes()
        files = {"front": ("a.png", blank, "image/png"), "back": ("b.png", back, "image/png")}
        await someone.goes("/me/identity/document")
        await someone.sends("/me/identity/document", files=files)
        await worker.works()
    text = said(await someone.goes("/me/identity/document"))
    assert "今天已经试了5次" in text
    assert "约工作人员核对" in text
    clock.pass_(hours=25)
    for key in await (redis := house.framework.state.redis).keys("limit:*"):
        await redis.delete(key)
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    assert "交上去核对" in said(await someone.goes("/me/identity/document"))


@pytest.mark.parametrize(
    ("instead", "says"),
    [({"left": "right", "right": "left"}, "转头的方向"), ({"left": "straight", "right": "straight", "up": "straight"}, "转头的方向")],
)  # fmt: skip
async def test_a_still_or_the_wrong_move_is_no_answer(
    resident: Callable[[Any], Resident], worker: Worker, instead: dict[str, str], says: str, table: Any
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    await worker.works()
    page = await agrees(someone, "face")
    files = face(page, NEW, instead)
    files = [(name, (f"{at}.jpg", sent[1] + bytes([at]), "image/jpeg")) for at, (name, sent) in enumerate(files)]
    await someone.sends("/me/identity/face", files=files, nonce=nonce(page))
    await worker.works()
    assert says in said(await someone.goes("/me/identity/face"))
    assert await level_of_newest(table) == Assurance.DOCUMENT


async def test_another_face_goes_to_a_person_and_is_never_verified(
    resident: Callable[[Any], Resident], worker: Worker, table: Any
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    await worker.works()
    await shows_face(someone, people.TRADER)
    await worker.works()
    assert "转给工作人员" in said(await someone.goes("/me/identity"))
    assert await level_of_newest(table) == Assurance.DOCUMENT
    assert await table.fetchval("select cause from identity_request where state = 'waiting'") == "doubtful"


async def test_a_challenge_is_good_once_and_for_minutes(resident: Callable[[Any], Resident], worker: Worker) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    await worker.works()
    old = await agrees(someone, "face")
    await someone.goes("/me/identity/face")
    text = await someone.sends("/me/identity/face", 422, files=face(old, NEW), nonce=nonce(old))
    assert "这次的提示已经过期了" in said(text)


@pytest.mark.parametrize(
    ("service", "slot", "disowned", "comes_to"),
    [
        ("FT0107012", "parents_id", False, Assurance.PHONE), ("FT0120001", "id_card", False, Assurance.DOCUMENT),
        ("FT0120001", "id_card", True, Assurance.PHONE),
    ],
)  # fmt: skip
async def test_a_card_in_a_case_proves_only_whose_case_it_is(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, service: str, slot: str, disowned: bool,
    comes_to: Assurance,
) -> None:  # fmt: skip
    """In a place for somebody else's card it would give their number to this account; and what was disowned waits for an officer."""
    someone = resident(msgspec.structs.replace(NEW, phone="19900008866"))
    await someone.signs_in("/me")
    case = await someone.begins(service)
    if disowned:
        await table.execute(
            "insert into identity_request (id, person, cause, way, part, state, asked_at)"
            " select gen_random_uuid(), principal, 'disowned', 'counter', '', 'waiting', now() from cases"
        )
    await someone.photographs(case, slot, pictures.id_card_front(NEW))
    await worker.works()
    person = await table.fetchval("select principal from cases")
    assert await table.fetchval("select assurance from person where id = $1", person) == comes_to
    proofs = await table.fetch("select means from identity_proof where person = $1", person)
    assert [row["means"] for row in proofs] == (["document"] if comes_to == Assurance.DOCUMENT else [])
    await someone.photographs(case, slot, pictures.id_card_front(NEW))
    await worker.works()
    told = await table.fetch("select title, body, link from notice where person = $1 and topic = 'other'", person)
    # once, and nothing of theirs in it
    assert [(row["title"], row["link"]) for row in told] == [("身份已核实", "/me/identity/not-me")] * len(proofs)
    assert not any(word in row["body"] for row in told for word in (NEW.name, NEW.id_number, NEW.id_number[-4:]))
    if proofs:
        assert "拍身份证" in said(await someone.goes("/me/identity/not-me"))
