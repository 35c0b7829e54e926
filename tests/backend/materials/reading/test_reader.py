"""The reading process: it may die, hang or be fed anything, and the resident is never blamed for it."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from backend.materials.reading.ocr import MODELS, ModelsChanged, check_models
from backend.materials.reading.reader import Reader
from backend.materials.reading.types import UNREADABLE, ExpectedDocument
from backend.materials.samples.gallery import FOLDER

CARD = (FOLDER / "chen_guilan-id_card_front.jpg").read_bytes()


async def test_a_card_is_read_with_what_confirms_it() -> None:
    async with Reader(seconds=60, samples=True) as reader:
        reading = await reader.read(CARD, ExpectedDocument(kind="id_card_front", profile={"name": "陈桂兰"}))
        assert (reading.status, reading.kind, reading.kind_sure) == ("read", "id_card_front", True)
        values = {name: field.value for name, field in reading.fields.items()}
        assert values == {
            "name": "陈桂兰", "sex": "女", "ethnicity": "汉", "birth_date": "1944-03-15", "number": "880000194403150022",
            "address": "广东省深圳市福田区莲花街道样本花园3栋201室",
        }  # fmt: skip
        assert {name: field.why for name, field in reading.fields.items() if field.confirmed} == {
            "name": "profile", "sex": "number", "birth_date": "number", "number": "check_digit", "ethnicity": "closed_list",
        }  # fmt: skip
        (page,) = reading.pages
        assert page.jpeg[:3] == b"\xff\xd8\xff"
        where = reading.fields["number"].region
        assert where is not None
        assert 0 < where.left < where.right < 1
        cleaned = await reader.clean(CARD)
        assert (cleaned.page_count, cleaned.fields) == (1, {})
        assert (await reader.read(b"MZ")).reason == "not_an_image"
        assert (await reader.read(b"")).reason == "empty"


async def test_a_sample_number_is_not_confirmed_where_samples_do_not_count() -> None:
    async with Reader(seconds=60) as reader:
        reading = await reader.read(CARD)
        assert reading.fields["number"].value == "880000194403150022"
        assert not reading.fields["number"].confirmed


async def test_a_process_that_dies_is_replaced_and_a_person_looks() -> None:
    async with Reader(seconds=60, samples=True) as reader:
        first = reader.pid
        assert first
        waiting = asyncio.create_task(reader.read(CARD))
        await asyncio.sleep(0.05)
        os.kill(first, signal.SIGKILL)
        reading = await waiting
        assert (reading.status, reading.reason) == ("could_not_tell", "crashed")
        assert "不用重传" in UNREADABLE(reading.reason)
        again = await reader.clean(CARD)
        assert again.status == "read"
        assert reader.pid != first


async def test_a_process_that_hangs_is_ended_in_time() -> None:
    async with Reader(seconds=0.5) as reader:
        stuck = reader.pid
        assert stuck
        os.kill(stuck, signal.SIGSTOP)
        reading = await reader.read(CARD)
        assert (reading.status, reading.reason) == ("could_not_tell", "slow")
        assert not Path(f"/proc/{stuck}").exists()


async def test_who_stops_waiting_leaves_no_answer_behind_for_the_next() -> None:
    async with Reader(seconds=60) as reader:
        waiting = asyncio.create_task(reader.read(CARD))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await reader.read(b"")).reason == "empty"


async def test_the_process_knows_no_secrets_and_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTIAN_HASH_KEY", "a-secret-of-the-house")
    async with Reader() as reader:
        process = Path(f"/proc/{reader.pid}")
        assert b"a-secret-of-the-house" not in (process / "environ").read_bytes()
        limits = {line[:26].strip(): line[26:].split()[0] for line in (process / "limits").read_text().splitlines()}
        assert limits["Max address space"] == "3000000000"
        assert limits["Max file size"] == limits["Max core file size"] == "0"


def test_another_model_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_models()
    monkeypatch.setitem(MODELS, "PP-OCRv6_rec_small.onnx", "0" * 64)
    with pytest.raises(ModelsChanged, match="PP-OCRv6_rec_small"):
        check_models()
