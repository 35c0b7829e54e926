"""Checks that measure themselves: a broken one is demoted within a few papers, nobody stays blocked, a person can restore it."""

import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.kit.reasons import ReasonNeeded
from backend.materials import check_accuracy, store
from backend.materials.types import Material
from backend.residents.types import Staff
from tests.support.each import each

EDITOR = Staff("editor-1", "editor-1", frozenset({"editor"}))
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BROKEN = [
    {"check": "sharp", "outcome": "failed", "version": 1},
    {"check": "complete", "outcome": "passed", "version": 1},
]


def record(upheld: int, overturned: int, mode: str = "blocking") -> Any:
    from backend.materials.types import CheckRecord

    return CheckRecord(
        check_name="sharp", version=1, term=1, mode=mode, since=AT, changed_by="", reason="", asked=0, raised=0, upheld=upheld,
        overturned=overturned, confirmed=0, missed=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("right", "all_", "low", "high"),
    [(0, 5, 0.0, 0.5198), (5, 5, 0.4802, 1.0), (81, 100, 0.7037, 0.8843), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, all_: int, low: float, high: float) -> None:
    assert check_accuracy.wilson_interval(right, all_) == pytest.approx((low, high), abs=5e-4)


@each(
    ("upheld", "overturned", "falls"),
    [(0, 4, False), (0, 5, True), (2, 3, True), (4, 1, False), (95, 5, False), (700, 120, True), (1, 0, False)],
)
def test_few_judgements_prove_nothing_and_many_do(upheld: int, overturned: int, falls: bool) -> None:
    assert check_accuracy.is_unreliable(record(upheld, overturned)) is falls
    assert not check_accuracy.is_unreliable(record(upheld, overturned, "advice"))


@pytest.mark.parametrize(
    ("view", "because", "counted"),
    [
        ("usable", (), {("sharp", "overturned"): 1, ("complete", "confirmed"): 1}),
        ("unusable", ("sharp",), {("sharp", "upheld"): 1, ("complete", "confirmed"): 1}),
        ("unusable", ("complete",), {("complete", "missed"): 1}),
    ],
)
def test_what_a_persons_view_says_of_each_check(
    view: check_accuracy.View, because: tuple[str, ...], counted: dict[Any, int]
) -> None:
    assert dict(check_accuracy.compare_with_person(BROKEN, view, frozenset(because))) == counted


@dataclasses.dataclass
class Papers:
    """Papers of people of the cast, straight in the database."""

    db: Any
    made: list[Material] = dataclasses.field(default_factory=list)

    async def one(self, findings: list[dict[str, Any]], verdict: str) -> Material:
        """A paper that pre-review has read."""
        person, case = await self.around()
        id = uuid4()
        await store.add(
            self.db, id=id, principal=person, case_id=case, slot=f"slot{len(self.made)}", file_name="x", content_type="image/jpeg",
            size=1, digest="", stored_as="", pages=1, at=AT, added_by=None,
        )  # fmt: skip
        await store.save_reading(
            self.db, id=id, verdict=verdict, pages=1, findings=findings, reading=b"", at=AT, valid_until=None, scan=None
        )
        self.made.append(await store.get(self.db, id=id, principal=person))
        return self.made[-1]

    async def around(self) -> tuple[UUID, UUID]:
        """A person and a case."""
        if self.made:
            return self.made[0].principal, self.made[0].case_id
        person = await self.db.fetchval("select id from person limit 1")
        version = await self.db.fetchval("select id from service_version limit 1")
        case = uuid4()
        await self.db.execute(
            "insert into cases (id, number, principal, opened_by, service, service_version, state, department)"
            " values ($1, $2, $3, $3, 'FT0205001', $4, 'draft', 'x')", case, str(case), person, version,
        )  # fmt: skip
        return person, case

    async def verdict(self, paper: Material) -> str | None:
        """How it stands now."""
        return (await store.get(self.db, id=paper.id, principal=paper.principal)).verdict


@pytest.fixture
def papers(db: Any) -> Papers:
    return Papers(db)


async def test_a_broken_check_is_demoted_and_lets_go_of_what_it_held(db: Any, papers: Papers) -> None:
    blocked = await papers.one(BROKEN, "failed")
    rightly = await papers.one([*BROKEN, {"check": "right_class", "outcome": "failed", "version": 1}], "failed")
    for number in range(check_accuracy.ENOUGH):
        assert "sharp" not in await check_accuracy.advisory_checks(db), number
        assert await papers.verdict(blocked) == "failed"
        judged = await papers.one(BROKEN, "failed")
        await check_accuracy.count_asked(db, judged.findings, AT)
        assert await check_accuracy.record_judgement(db, judged, "usable", (), AT)
    assert await check_accuracy.advisory_checks(db) == {"sharp"}
    assert await papers.verdict(blocked) == "could_not_tell", "whom only this check held back goes on at once"
    assert await papers.verdict(rightly) == "failed", "another check still holds this one"


async def test_a_paper_is_judged_once(db: Any, papers: Papers) -> None:
    paper = await papers.one(BROKEN, "failed")
    assert await check_accuracy.record_judgement(db, paper, "usable", (), AT)
    assert not await check_accuracy.record_judgement(db, paper, "unusable", ("sharp",), AT)
    (sharp,) = [r for r in await check_accuracy.current(db) if r.check_name == "sharp"]
    assert (sharp.overturned, sharp.upheld) == (1, 0)


async def test_a_person_restores_a_check_with_a_reason_and_counting_starts_anew(db: Any, papers: Papers) -> None:
    for _ in range(check_accuracy.ENOUGH):
        await check_accuracy.record_judgement(db, await papers.one(BROKEN, "failed"), "usable", (), AT)
    with pytest.raises(ReasonNeeded):
        await check_accuracy.set_advisory(db, "sharp", "blocking", EDITOR, "好", AT)
    await check_accuracy.set_advisory(db, "sharp", "blocking", EDITOR, "换了新的量法，重新看", AT)
    assert not await check_accuracy.advisory_checks(db)
    (now,) = [r for r in await check_accuracy.current(db) if r.check_name == "sharp"]
    assert (now.term, now.overturned, now.changed_by) == (3, 0, "editor-1")
    assert [r.changed_by for r in await store.history(db) if r.check_name == "sharp"].count(check_accuracy.ITSELF) == 1


async def test_the_counts_hold_nothing_of_any_person(db: Any, papers: Papers) -> None:
    paper = await papers.one(BROKEN, "failed")
    await check_accuracy.count_asked(db, paper.findings, AT)
    rows = await db.fetch("select check_record::text as line from check_record")
    for row in rows:
        assert str(paper.id) not in row["line"]
        assert str(paper.principal) not in row["line"]
    assert msgspec.json.encode([dict(r) for r in rows])
