"""The shipped catalogue is the one that was proposed: its numbers, and every figure of every service."""

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from backend.catalogue.check import check_catalogue
from backend.catalogue.exchange.service_toml import service_text
from backend.catalogue.lint.materials import wrong_check
from backend.catalogue.lint.references import category_key
from backend.catalogue.load import read_categories, read_departments, read_service, service_files
from backend.catalogue.open_data.national_fields import markdown_table
from backend.catalogue.reference_data import divisions_today, read_divisions
from backend.catalogue.service_points import counters_of, points_of_kind, read_service_points
from backend.catalogue.types import Service
from backend.kit.migrate import ROOT
from backend.materials.reading.run_checks import UnknownCheck, parsed
from pwa.pages.services.views import facts
from tests.support.each import each

DATA = Path(__file__).with_name("data")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def services() -> dict[str, Service]:
    return {(s := read_service(path)).code: s for path in service_files()}


def test_the_numbers_hold() -> None:
    every = services().values()
    assert len(every) == 212
    assert len(read_categories()) == 15
    assert len(read_departments()) == 34
    assert sum(s.zero_trip for s in every) == 98
    assert sum(s.printable for s in every) == 16
    levels = Counter(d.level for d in divisions_today())
    assert (levels["street"], levels["community"]) == (10, 92)


def test_the_sizes_of_the_categories_hold() -> None:
    sizes = Counter(category_key(code) for code in services())
    assert [sizes[c.key] for c in read_categories()] == [20, 14, 18, 12, 20, 16, 16, 10, 14, 12, 12, 22, 12, 6, 8]


@cache
def corrections() -> dict[tuple[str, str], dict[str, str]]:
    """What a source has shown to be otherwise than proposed, by code and column."""
    return {(row["code"], row["column"]): row for row in table("corrections")}


def corrected(row: dict[str, str]) -> dict[str, str]:
    """A row of the proposal with what was corrected since; a correction names the value that it replaces."""
    changes = {column: one for (code, column), one in corrections().items() if code == row["code"]}
    assert all(row[column] == one["proposed"] and one["why"] for column, one in changes.items())
    return row | {column: one["now"] for column, one in changes.items()}


@each("row", table("services"), ids=lambda row: row["code"])
def test_every_figure_of_a_service_is_the_proposed_one(row: dict[str, str]) -> None:
    s = services()[row["code"]]
    names = {d.former_name or d.name: d.key for d in read_departments().values()} | {"街道办事处": "street"}
    assert {
        "category": category_key(s.code), "name_zh": s.name, "name_en": s.name_en, "department": s.department,
        "item_type": s.item_type, "audience": s.audience, "handling": s.handling,
        "statutory_days": "" if s.limit.statutory is None else str(s.limit.statutory), "promised_days": str(s.limit.promised),
        "zero_trip": str(int(s.zero_trip)), "kiosk": str(int(s.channels.kiosk)), "printable_certificate": str(int(s.printable)),
        "confidence": s.confidence,
    } == {k: v for k, v in corrected(row).items() if k != "code"} | {"department": names[row["department"]]}  # fmt: skip


def test_no_service_is_beyond_the_proposal() -> None:
    assert services().keys() == {row["code"] for row in table("services")}


def test_the_printable_certificates_are_the_proposed_ones() -> None:
    printable = {code: s.name for code, s in services().items() if s.printable}
    assert printable == {row["service_code"]: row["name_zh"] for row in table("certificates")}


def test_the_departments_are_the_proposed_ones() -> None:
    for d, row in zip(read_departments().values(), table("departments"), strict=True):
        assert (d.key, d.former_name or d.name, d.kind, d.division) == (
            row["department_id"],
            row["name_zh"],
            row["kind"],
            row["division_code"],
        )
        assert bool(d.former_name) == (d.renamed_in is not None)
        if not d.former_name:
            assert (d.name_en, d.confidence) == (row["name_en"], row["confidence"])


def test_renamed_departments_stand_by_the_name_that_the_proposal_calls_later() -> None:
    later = {row["department_id"]: row["later_name"] for row in table("departments")}
    for d in read_departments().values():
        if d.former_name:
            assert all(part in later[d.key] for part in d.name.split("、")), d.key
            assert str(d.renamed_in) in later[d.key], d.key


def test_the_categories_are_the_proposed_ones() -> None:
    files = [(str(c.number), c.key, c.name, c.name_en) for c in read_categories()]
    assert files == [tuple(row.values()) for row in table("categories")]


def test_the_divisions_are_the_official_ones_without_the_unit_nobody_lives_in() -> None:
    lived_in = [row for row in table("divisions") if not row["code"].startswith("440304400")]
    files = [
        (d.level, d.code, d.name, d.name_en, d.parent, 2020 in d.years, 2023 in d.years, d.note)
        for d in read_divisions()
    ]
    assert files == [
        (
            r["level"],
            r["code"],
            r["name_zh"],
            r["name_en"],
            r["parent_code"],
            r["in_2020"] == "1",
            r["in_2023"] == "1",
            r["note"],
        )
        for r in lived_in
    ]


def test_service_points_stand_for_every_department_street_and_community() -> None:
    bodies = {p.department for kind in ("department", "street_hall") for p in points_of_kind(kind)}
    assert bodies == set(read_departments())
    communities = {d.code for d in divisions_today() if d.level == "community"}
    assert {p.division for p in points_of_kind("community")} == communities
    points = {p.key: p for p in read_service_points()}
    assert len(points) == len(read_service_points())
    assert len(points_of_kind("terminal")) == 110
    for terminal in points_of_kind("terminal"):
        assert terminal.sample
        assert points[terminal.stands_at].division == terminal.division


def test_no_service_point_tells_an_address_or_telephone_without_its_source() -> None:
    for point in read_service_points():
        told = point.address or point.phone or point.hours
        assert bool(told) == bool(point.source and point.confirmed_on), point.key


def test_every_service_with_a_counter_has_a_place_to_go() -> None:
    assert not [s.code for s in services().values() if s.applied_here and s.channels.counter and not counters_of(s)]


ELDERS_OWN = {"elderly", "disability"}
MOST_SEEN = 350


def test_what_elders_use_says_its_purpose_in_few_words() -> None:
    short = [s for s in services().values() if s.purpose_elder]
    assert len(short) >= 50
    assert all(len(s.purpose_elder) < len(s.purpose) or s.purpose_elder != s.purpose for s in short)
    own = [s for s in services().values() if category_key(s.code) in ELDERS_OWN and s.audience == "individual"]
    assert not [s.code for s in own if not s.purpose_elder]


def test_what_is_seen_before_anything_is_opened_is_short() -> None:
    long = {s.code: n for s in services().values() if (n := seen_first(s)) > MOST_SEEN}
    assert not long


def seen_first(service: Service) -> int:
    """The characters of a service's page above its first disclosure; tags and the ways to begin count 60."""
    told = facts(service, instant=False)
    return (
        60
        + len(service.name + service.purpose + service.result.says)
        + sum(len(f.label + f.value + f.note) for f in told)
    )


def test_the_catalogue_is_clean() -> None:
    report = check_catalogue(today=date(2026, 11, 23))
    assert not report.problems, "\n".join(map(str, report.problems))


@each("path", list(service_files()), ids=lambda p: p.stem)
def test_every_file_stands_in_the_spelling_that_export_writes(path: Path) -> None:
    assert path.read_text("utf-8") == service_text(read_service(path))


CHECKS = (
    "sharp",
    "sharp:1",
    "sharpness",
    "issued_within",
    "issued_within:3",
    "issued_within:0",
    "issued_within:x",
    "page_count:1-2",
    "page_count:2-1",
    "page_count:0",
    "page_count:",
    "amount:monthly_rent",
    "seal_present:x",
)


@each("text", sorted({*CHECKS, *(c for s in services().values() for m in s.material for c in m.checks)}))
def test_what_the_catalogue_lets_pass_pre_review_can_do(text: str) -> None:
    if not wrong_check(text):
        try:
            parsed([text])
        except UnknownCheck as unknown:
            pytest.fail(str(unknown))


def test_the_page_on_national_fields_is_written_from_the_table() -> None:
    page = ROOT / "docs" / "national-fields.md"
    assert page.read_text("utf-8") == markdown_table(), "run: python -m backend.catalogue.open_data"
