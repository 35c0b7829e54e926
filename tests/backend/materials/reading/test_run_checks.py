"""Findings: all defects at once, could not read is never wrong, and a good photo is never refused."""

from datetime import date

import pytest
from msgspec import structs

from backend.kit.identity_number import sample_number
from backend.materials.reading import values
from backend.materials.reading.run_checks import USUAL, UnknownCheck, parsed, run_checks
from backend.materials.reading.types import ExpectedDocument, Quality, ReadField, Reading, Region
from tests.backend.materials.reading.lines import line, seen
from tests.support.each import each

TODAY = date(2026, 6, 1)
NUMBER = sample_number(date(1944, 3, 15), 2)
OTHER = sample_number(date(1950, 5, 5), 2)
AREA = Region(0.1, 0.1, 0.8, 0.8)
GOOD = Quality(sharpness=1400, light=235, text_area=AREA, text_width=1000, legibility=0.99)


def field(value: str, why: str = "", row: int = 1, score: float = 0.99) -> ReadField:
    return ReadField(value, bool(why), Region(0.2, 0.1 * row, 0.6, 0.1 * row + 0.05), score, why)


FRONT = {
    "name": field("陈桂兰", row=1),
    "sex": field("女", "number", 2),
    "ethnicity": field("汉", "closed_list", 3),
    "birth_date": field("1944-03-15", "number", 4),
    "address": field("深圳市福田区红荔路1号", row=5),
    "number": field(NUMBER, "check_digit", 6),
}


def front(quality: Quality = GOOD, without: tuple[str, ...] = (), **changed: ReadField) -> Reading:
    fields = {name: value for name, value in (FRONT | changed).items() if name not in without}
    return Reading("read", "id_card_front", True, fields, quality, 1, text=("姓名",))


def paper(kind: str = "form", **fields: ReadField) -> Reading:
    return Reading("read", kind, True, fields, GOOD, 1, text=("x",))


def outcome(reading: Reading, check: str, **expected: object) -> str:
    known = ExpectedDocument(**{"kind": reading.kind, **expected})
    (finding,) = run_checks(reading, [check], known, TODAY)
    assert finding.reason.endswith("。"), finding
    assert finding.outcome == "passed" or finding.outcome == "could_not_tell" or finding.advice != "", (
        "a refusal says what to do"
    )
    return finding.outcome


def test_a_good_photo_passes_everything() -> None:
    known = ExpectedDocument(
        kind="id_card_front", profile={"name": "陈桂兰", "number": NUMBER, "birth_date": "1944-03-15", "sex": "female"}
    )
    checks = [*USUAL, "checksum", "agrees_with_profile", "page_count:1"]
    assert {finding.outcome for finding in run_checks(front(), checks, known, TODAY)} == {"passed"}


def test_all_defects_are_told_at_once() -> None:
    bad = Quality(
        sharpness=40, light=20, text_area=AREA, text_width=1000, legibility=0.7, touches_edge=True, cut_sides=("left",)
    )
    findings = run_checks(front(bad, without=("name",)), USUAL, ExpectedDocument(kind="id_card_front"), TODAY)
    assert {f.check for f in findings if f.outcome == "failed"} == {"sharp", "not_dark", "complete", "fields_readable"}
    assert all(f.advice for f in findings if f.outcome == "failed")


@each(
    ("check", "quality", "without", "answer"),
    [
        ("sharp", {"sharpness": 120.0}, (), "failed"),
        ("sharp", {"legibility": 0.7}, (), "failed"),
        ("sharp", {"sharpness": 250.0}, (), "passed"),
        ("sharp", {"sharpness": 250.0}, ("name",), "could_not_tell"),
        ("sharp", {"text_width": 180}, (), "passed"),
        ("sharp", {"text_width": 180}, ("name",), "failed"),
        ("sharp", {"text_area": None, "sharpness": 20.0}, (), "could_not_tell"),
        ("not_dark", {"light": 25.0}, (), "failed"),
        ("not_dark", {"light": 50.0}, (), "passed"),
        ("not_dark", {"light": 50.0}, ("name",), "could_not_tell"),
        ("no_glare", {"glare": (Region(0.3, 0.1, 0.5, 0.2),)}, (), "failed"),
        ("no_glare", {"glare": (Region(0.3, 0.6, 0.5, 0.64),)}, (), "passed"),
        ("no_glare", {"glare": (Region(0.9, 0.9, 0.95, 0.95),)}, (), "passed"),
        ("no_glare", {"glare": (Region(0.9, 0.9, 0.95, 0.95),)}, ("sex",), "failed"),
        ("no_glare", {"photocopy": True}, ("sex",), "could_not_tell"),
        ("complete", {"touches_edge": True, "cut_sides": ("left",)}, (), "failed"),
        ("complete", {"cut_sides": ("left",)}, (), "could_not_tell"),
        ("complete", {"touches_edge": True}, ("number",), "failed"),
        ("fields_readable", {}, ("name",), "could_not_tell"),
        ("fields_readable", {"light": 50.0}, ("name",), "failed"),
    ],
)
def test_the_photo(check: str, quality: dict[str, object], without: tuple[str, ...], answer: str) -> None:
    photo = Quality(**{name: getattr(GOOD, name) for name in Quality.__struct_fields__} | quality)
    assert outcome(front(photo, without), check) == answer


@each(
    ("wanted", "sure", "answer"),
    [
        ("id_card_front", True, "passed"),
        ("bank_card", True, "failed"),
        ("bank_card", False, "could_not_tell"),
        ("other", True, "could_not_tell"),
        ("form", True, "could_not_tell"),
        (None, True, "could_not_tell"),
    ],
)
def test_the_kind_of_paper(wanted: str | None, sure: bool, answer: str) -> None:
    reading = Reading("read", "id_card_front", sure, FRONT, GOOD, 1, text=("x",))
    assert outcome(reading, "right_class", kind=wanted) == answer


def test_both_sides_on_one_sheet_serve_for_either() -> None:
    assert outcome(front(authority=field("深圳市公安局福田分局")), "right_class", kind="id_card_back") == "passed"
    assert outcome(front(), "right_class", kind="id_card_back") == "failed"


@each(
    ("changed", "profile", "answer"),
    [
        ({}, {"name": "陈桂兰", "number": NUMBER}, "passed"),
        ({}, {"number": OTHER}, "failed"),
        ({"number": field(OTHER[:-1] + "1")}, {"number": NUMBER}, "could_not_tell"),
        ({"name": field("陈佳兰")}, {"name": "陈桂兰"}, "could_not_tell"),
        ({"name": field("陈佳兰")}, {"name": "陈桂兰", "number": NUMBER}, "could_not_tell"),
        ({}, {"name": "何美珍", "number": OTHER}, "failed"),
        ({}, {}, "could_not_tell"),
        ({}, {"sex": "female"}, "could_not_tell"),
    ],
)
def test_the_person(changed: dict[str, ReadField], profile: dict[str, str], answer: str) -> None:
    assert outcome(front(**changed), "agrees_with_profile", profile=profile) == answer


def test_a_number_that_only_begins_with_the_identity_number_or_is_none_is_no_difference() -> None:
    known = {"number": NUMBER, "name": "陈桂兰"}
    certificate = {"name": field("陈桂兰"), "number": field(NUMBER + "41", "number")}
    assert outcome(paper("disability_certificate", **certificate), "agrees_with_profile", profile=known) == "passed"
    card = {"number": field("6222021234567890123", "check_digit")}
    assert outcome(paper("bank_card", **card), "agrees_with_profile", profile=known) == "could_not_tell"
    assert outcome(paper("bank_card", **card), "same_person", same_person=(NUMBER,)) == "could_not_tell"
    holder = {**card, "holder": field("CHEN GUILAN")}
    assert outcome(paper("bank_card", **holder), "same_person", same_person=(NUMBER, "陈桂兰")) == "passed"


def test_a_wholly_other_name_without_a_number_is_another_person() -> None:
    certificate = paper("graduation_certificate", name=field("林晓阳"), school=field("深圳大学"))
    assert outcome(certificate, "agrees_with_profile", profile={"name": "陈桂兰"}) == "failed"
    blurred = Reading(
        "read",
        "graduation_certificate",
        True,
        certificate.fields,
        Quality(sharpness=200, legibility=0.9),
        1,
        text=("x",),
    )
    assert outcome(blurred, "agrees_with_profile", profile={"name": "陈桂兰"}) == "could_not_tell"


@each(
    ("value", "why", "answer"),
    [
        ("2035-03-04", "", "passed"),
        ("长期", "", "passed"),
        ("2026-05-31", "term", "failed"),
        ("2026-05-31", "", "could_not_tell"),
        ("2026-06-01", "", "passed"),
        ("2026-05", "", "could_not_tell"),
        ("?", "", "could_not_tell"),
    ],
)
def test_validity(value: str, why: str, answer: str) -> None:
    assert outcome(paper("id_card_back", valid_until=field(value, why)), "not_expired") == answer


@pytest.mark.parametrize(
    ("day", "check", "score", "answer"),
    [
        ("2026-03-01", "issued_within:3", 0.99, "passed"),
        ("2026-02-28", "issued_within:3", 0.99, "failed"),
        ("2026-02-28", "issued_within:3", 0.8, "could_not_tell"),
        ("2020-01-01", "issued_within", 0.99, "could_not_tell"),
    ],
)
def test_age_of_a_paper(day: str, check: str, score: float, answer: str) -> None:
    assert outcome(paper(dated=field(day, score=score)), check) == answer


def test_numbers_pages_amounts_seals_and_the_same_person() -> None:
    assert outcome(front(number=field(NUMBER)), "checksum") == "could_not_tell", (
        "a slip in reading is likelier than a false number"
    )
    assert outcome(paper(), "checksum") == "could_not_tell"
    assert [outcome(paper(), f"page_count:{pages}") for pages in ("1", "2", "1-3", "2-3")] == [
        "passed",
        "failed",
        "passed",
        "failed",
    ]
    assert outcome(paper("lease", monthly_rent=field("3,500")), "amount", form={"monthly_rent": "3500"}) == "passed"
    assert (
        outcome(paper("lease", monthly_rent=field("3500")), "amount", form={"monthly_rent": "5300"}) == "could_not_tell"
    )
    assert outcome(paper(), "seal_present") == "could_not_tell"
    assert outcome(front(), "same_person", same_person=(NUMBER,)) == "passed"
    assert outcome(front(), "same_person", same_person=("陈桂兰",)) == "passed"
    assert outcome(front(), "same_person", same_person=(OTHER,)) == "failed"
    assert outcome(front(), "same_person", same_person=()) == "could_not_tell"
    assert outcome(paper(name=field("何美珍")), "same_person", same_person=("陈桂兰",)) == "could_not_tell"


def test_when_the_machine_failed_nobody_is_refused() -> None:
    findings = run_checks(Reading("could_not_tell", reason="slow"), [*USUAL, "checksum"], ExpectedDocument(), TODAY)
    assert {finding.outcome for finding in findings} == {"could_not_tell"}
    (refused,) = run_checks(Reading("unreadable", reason="damaged"), USUAL, ExpectedDocument(), TODAY)
    assert (refused.check, refused.outcome, refused.seen) == ("readable", "failed", "damaged")


@each("written", ["blurry", "issued_within:0", "issued_within:x", "page_count:3-1", "agrees_with_form:colour", ""])
def test_unknown_checks_are_refused_when_a_service_is_written(written: str) -> None:
    with pytest.raises(UnknownCheck):
        parsed([written])


@each(
    ("kind", "wanted"),
    [("id_card_back", "id_card_back"), ("residence_permit", "residence_permit"), ("permanent_residence_card", "id_card_front")],
)  # fmt: skip
def test_an_unsure_class_is_never_passed(kind: str, wanted: str) -> None:
    known = {"number": field(NUMBER), "name": field("陈桂兰")}
    unsure = Reading("read", kind, False, known, GOOD, 1, text=("x",))  # type: ignore[arg-type]  # kinds drawn are kinds read
    assert outcome(unsure, "right_class", kind=wanted) == "could_not_tell"
    assert outcome(paper(kind, **known), "right_class", kind=wanted) == "passed"


def test_fields_under_a_purpose_are_left_to_a_person_and_nobody_is_asked_for_another_photo() -> None:
    marked = Quality(200, 235, (), AREA, 1000, 0.88, purpose_text=True)
    (finding,) = run_checks(
        front(marked, without=("name",)), ["fields_readable"], ExpectedDocument(kind="id_card_front")
    )
    assert (finding.outcome, finding.key) == ("could_not_tell", "fields.purpose_text")


def test_two_peoples_cards_in_one_photo_are_said_to_be_two() -> None:
    both = structs.replace(front(), several_people=True)
    (finding,) = run_checks(both, ["right_class"], ExpectedDocument(kind="id_card_front"))
    assert (finding.outcome, finding.key) == ("failed", "class.several")
    lines = [line("公民身份号码" + number, 100, 100 + 300 * row) for row, number in enumerate((NUMBER, OTHER, NUMBER))]
    assert values.count_numbers(seen(*lines)) == 2
    assert values.count_numbers(seen(lines[0], lines[2])) == 1, "a copy of the same card is one person"
