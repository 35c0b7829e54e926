"""The reading job when something fails: a person looks, nobody is blocked, and nothing waits for ever."""

import asyncio
import os
import signal
from datetime import date
from typing import Any

import pytest

from backend.cases.reviews import pre_review
from backend.cases.reviews.stored_review import StoredReview, from_reading
from backend.catalogue.types import RequiredMaterial
from backend.kit.problems import Unavailable
from backend.materials.reading.reader import Reader
from backend.materials.reading.types import ExpectedDocument, ReadField, Reading
from backend.materials.samples import cast_papers
from tests import people
from tests.journey import said
from tests.support.each import each

ALLOWANCE = "FT0205001"


async def photographed(resident: Any) -> tuple[Any, str]:
    """A grandmother with a photo that waits to be read."""
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    return grandmother, case


async def read_by(worker: Any, reader: Any) -> None:
    """Do the waiting job with another reader."""
    job = await worker.take()
    assert job["entrypoint"] == "read-material"
    import msgspec

    from backend.materials.types import ToRead

    bench = worker.bench
    material = msgspec.json.decode(job["payload"], type=ToRead).material
    await pre_review.read_one(bench.transaction, bench.services, bench.file_store, reader, material, bench.clock())


async def killed_while_reading() -> Any:
    """A reading process that is killed in the middle of its work."""
    reader = Reader(seconds=20, samples=True)
    await reader.start()

    class Killing:
        turn = reader.turn

        async def read(self, data: bytes, expected: ExpectedDocument | None = None) -> Reading:
            told = asyncio.create_task(reader.read(data, expected))
            await asyncio.sleep(0.05)
            os.kill(reader.pid or 0, signal.SIGKILL)
            answer = await told
            await reader.close()
            return answer

    return Killing()


async def too_slow() -> Any:
    """A reading process with no time at all."""
    return Reader(seconds=0.01, samples=True)


@pytest.mark.parametrize("trouble", [killed_while_reading, too_slow], ids=["killed", "slow"])
async def test_a_reading_that_fails_is_looked_at_by_a_person(resident: Any, worker: Any, trouble: Any) -> None:
    grandmother, case = await photographed(resident)
    reader = await trouble()
    await read_by(worker, reader)
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "工作人员来看" in page
    assert "这张要重拍" not in page
    assert "就用这一张，继续" in page, "nobody is blocked"
    if isinstance(reader, Reader):
        await reader.close()


async def test_who_waits_long_is_told_to_go_on(resident: Any, worker: Any, clock: Any) -> None:
    grandmother, case = await photographed(resident)
    assert "不用等" not in said(await grandmother.goes(f"{case}/papers/id_card"))
    clock.pass_(seconds=90)
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "今天看得有点慢，不用等" in page
    assert "先做别的" in page


async def test_a_store_that_is_down_keeps_the_job_for_later(
    resident: Any, worker: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grandmother, case = await photographed(resident)

    async def down(*_: Any) -> bytes:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(worker.bench.file_store, "get", down)
        with pytest.raises(Unavailable):
            await read_by(worker, reader)
    assert "正在看" in said(await grandmother.goes(f"{case}/papers/id_card")), "the queue brings it back"


@each(
    ("kind", "fields", "owner", "counts"),
    [
        ("id_card_front", {"number": "880000194403150022"}, "applicant", True),
        ("id_card_front", {"number": "880000194403150022"}, "other", False),
        ("id_card_front", {"number": "880000194403150022", "valid_until": "2026-11-22"}, "applicant", False),
        ("residence_permit", {"number": "810000199408230021"}, "applicant", True),
        ("residence_permit", {"number": "880000194403150022"}, "applicant", False),
        ("permanent_residence_card", {"number": "932682198501010017", "valid_until": "2033-01-01"}, "applicant", True),
        ("permanent_residence_card", {"number": "932682198501010017", "valid_until": "2023-01-01"}, "applicant", False),
        ("household_page", {"number": "880000194403150022"}, "applicant", False),
    ],
)
def test_which_paper_says_who_the_applicant_is(kind: Any, fields: dict[str, str], owner: Any, counts: bool) -> None:
    kept = StoredReview(kind, {name: ReadField(value, True) for name, value in fields.items()}, ())
    asked = RequiredMaterial(
        key="id_card", name="", what="", issuer="", where="", sample="", document="id_card_front", owner=owner
    )
    assert pre_review.proves_identity(kept, asked, date(2026, 11, 23)) == counts


def test_a_stored_review_is_read_again_with_all_that_its_checks_ask_for() -> None:
    reading = Reading("read", "id_card_front", True, {"name": ReadField("陈桂兰", maybe_shortened=True)}, several_people=True, text=("…",))  # fmt: skip
    assert from_reading(reading, ()).reading() == reading
