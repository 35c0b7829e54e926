"""Corroboration: a recognised value counts as confirmed if it agrees with something independent of itself.

A line's score is no sign of truth: most wrong values in our measurements came with a score above 0.9.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import IdentityNumber, InvalidIdentityNumber, Sex, identity_number
from backend.materials.reading.layout import LabelledValue, PageLayout
from backend.materials.reading.normalize_text import SEX, same_value
from backend.materials.reading.place_names import is_known_office
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.types import ExpectedDocument, Quality, ReadField, Reading, Region
from backend.materials.reading.values import ETHNICITIES
from backend.materials.reading.words import FOREVER

WORDS = PRINTED.words["corroboration"]
_CATEGORIES = {word: str(number) for number, word in enumerate(WORDS["categories"].split(), 1)}
_LEVELS = {word: str(number) for number, word in enumerate(WORDS["levels"].split(), 1)}
_TERMS = frozenset({1, 2, 3, 5, 10, 20})
_OWN_TERMS: Mapping[DocumentClass, frozenset[int]] = {"permanent_residence_card": frozenset({10})}
"""Where nearly all are valid equally long, another length is rather a digit misread (a 3 as an 8 makes ten years five)."""
_LONGEST_CARD = 19
_SEVERAL_LINES = frozenset({"authority"})
_SURE = 0.9
_SURE_ENOUGH = 0.95
_EDGE = 0.012
_BANKS = re.compile(WORDS["banks"])


@dataclass(frozen=True)
class ReadingContext:
    """Context for judging a value: other fields, photo quality, account."""

    kind: DocumentClass
    found: Mapping[str, LabelledValue]
    quality: Quality
    expected: ExpectedDocument
    samples: bool
    today: date
    margins_empty: Callable[[LabelledValue, bool], bool]
    """Whether nothing can stand unseen beside a value, and (if asked) below it."""

    def text(self, name: str) -> str:
        """Return the value of another field, or empty text."""
        return self.found[name].text if name in self.found else ""

    def number(self, name: str = "number") -> IdentityNumber | None:
        """Return the identity number in a field, if it is one."""
        try:
            return identity_number(self.text(name)[:18], samples=self.samples, today=self.today)
        except InvalidIdentityNumber:
            return None


def confirm_fields(layout: PageLayout, situation: ReadingContext, page: int = 0) -> dict[str, ReadField]:
    """Return all fields of a page with what confirms them, if anything."""
    fields: dict[str, ReadField] = {}
    for name, value in situation.found.items():
        region = layout.region(value.pieces, page)
        whole = situation.margins_empty(value, name in _SEVERAL_LINES)
        why = "" if is_doubtful(region, situation.quality) else _why(name, value, situation, whole)
        fields[name] = ReadField(value.text, bool(why), region, round(value.score, 3), why, not whole)
    return fields | _from_number(fields, situation)


def is_doubtful(region: Region | None, quality: Quality) -> bool:
    """Check whether glare covers a value or the picture's edge may cut it, so that it may be incomplete."""
    if region is None:
        return True
    margin = 1.5 * (region.bottom - region.top)
    if min(region.left, region.top) < _EDGE or max(region.right, region.bottom) > 1 - _EDGE:
        return True
    return any(
        blob.left < region.right + margin
        and blob.right > region.left - margin
        and blob.top < region.bottom
        and blob.bottom > region.top
        for blob in quality.glare
    )


def _why(name: str, value: LabelledValue, at: ReadingContext, whole: bool) -> str:
    """Return what confirms a value; empty if nothing does. A value that may be shortened needs a second source."""
    for source, known in (("profile", at.expected.profile), ("form", at.expected.form)):
        if same_value(name, value.text, known.get(name, "")):
            return source
    rule = _RULES.get((at.kind, name)) or _RULES.get(("other", name))
    return rule(value, at) if rule and (whole or not _may_go_on(name, value, at)) else ""


def _may_go_on(name: str, value: LabelledValue, at: ReadingContext) -> bool:
    """Check for values without a fixed length: what is read of them may be a part that exists too."""
    if name == "number":
        return at.kind == "disability_certificate" or (at.kind == "bank_card" and len(value.text) < _LONGEST_CARD)
    return name in ("ethnicity", "authority", "bank") or at.kind == "lease"


def _from_number(fields: dict[str, ReadField], at: ReadingContext) -> dict[str, ReadField]:
    """Derive birth and sex from a confirmed number; marked as derived, not as confirmed."""
    number = at.number()
    if (
        not number
        or at.kind not in ("id_card_front", "residence_permit", "household_page")
        or not fields["number"].confirmed
    ):
        return {}
    told = {
        "birth_date": number.birth.isoformat() if number.birth else "",
        "sex": SEX[number.sex] if number.sex else "",
    }
    return {
        name: ReadField(value, False, None, 0.0, "from_number")
        for name, value in told.items()
        if value and name not in fields
    }


def _check_digit(value: LabelledValue, at: ReadingContext) -> str:
    """Check the number's check digit; 15-digit numbers have none, so birth and sex must agree."""
    try:
        number = identity_number(value.text, samples=at.samples, today=at.today)
    except InvalidIdentityNumber:
        return ""
    if len(number.value) == 18:
        return "check_digit"
    told = number.birth is not None and number.birth.isoformat() == at.text("birth_date")
    return "birth_date" if told and number.sex and SEX[number.sex] == at.text("sex") else ""


def _number_of_a(sex: Sex, value: LabelledValue, at: ReadingContext) -> str:
    """Check digit and sex of a parent's number: where one parent's line is covered, the other's number may stand nearest to its label."""
    settled = _check_digit(value, at)
    return settled if settled and identity_number(value.text, samples=at.samples, today=at.today).sex == sex else ""


def _birth(value: LabelledValue, at: ReadingContext) -> str:
    number = at.number()
    return (
        "number"
        if number and len(number.value) == 18 and number.birth and number.birth.isoformat() == value.text
        else ""
    )


def _sex(value: LabelledValue, at: ReadingContext) -> str:
    number = at.number()
    return "number" if number and len(number.value) == 18 and number.sex and SEX[number.sex] == value.text else ""


def _ethnicity(value: LabelledValue, at: ReadingContext) -> str:
    return "closed_list" if value.text in ETHNICITIES and value.score >= _SURE else ""


def _office(value: LabelledValue, at: ReadingContext) -> str:
    return "region_names" if value.score >= _SURE and is_known_office(value.text) else ""


def _term(value: LabelledValue, at: ReadingContext) -> str:
    """Check that both ends of a validity period are a usual number of years apart."""
    if value.text == FOREVER:
        return "closed_list" if value.score >= _SURE and at.text("valid_from") else ""
    try:
        start, until = date.fromisoformat(at.text("valid_from")), date.fromisoformat(at.text("valid_until"))
    except ValueError:
        return ""
    same_day = any((start.month, start.day) == (end.month, end.day) for end in (until, until + timedelta(days=1)))
    years = (until + timedelta(days=1)).year - start.year
    return "term" if same_day and years in _OWN_TERMS.get(at.kind, _TERMS) else ""


def _luhn(value: LabelledValue, at: ReadingContext) -> str:
    from stdnum import luhn  # with the next: 6 MB, loaded when a paper is read

    usual = len(value.text) in (16, 19) and value.text[0] in "3456"
    return "check_digit" if usual and value.score >= _SURE and luhn.is_valid(value.text) else ""


def _bank(value: LabelledValue, at: ReadingContext) -> str:
    return "closed_list" if value.score >= _SURE and _BANKS.fullmatch(value.text) else ""


def _credit_code(value: LabelledValue, at: ReadingContext) -> str:
    from stdnum.cn import uscc

    return "check_digit" if uscc.is_valid(value.text) else ""


def _disability(value: LabelledValue, at: ReadingContext) -> str:
    """Check that number, category and level agree: the number ends in one digit of each."""
    number = at.text("number")
    agree = number[18:20] == _CATEGORIES.get(at.text("category"), "-") + _LEVELS.get(at.text("level"), "-")
    return "number" if agree and at.number() else ""


_RULES: Mapping[tuple[str, str], Callable[[LabelledValue, ReadingContext], str]] = {
    ("id_card_front", "number"): _check_digit,
    ("residence_permit", "number"): _check_digit,
    ("permanent_residence_card", "number"): _check_digit,
    ("household_page", "number"): _check_digit,
    ("form", "number"): _check_digit,
    ("birth_certificate", "mother_number"): partial(_number_of_a, "female"),
    ("birth_certificate", "father_number"): partial(_number_of_a, "male"),
    ("id_card_front", "birth_date"): _birth,
    ("residence_permit", "birth_date"): _birth,
    ("permanent_residence_card", "birth_date"): _birth,
    ("household_page", "birth_date"): _birth,
    ("disability_certificate", "birth_date"): _birth,
    ("other", "ethnicity"): _ethnicity,
    ("id_card_front", "sex"): _sex,
    ("residence_permit", "sex"): _sex,
    ("household_page", "sex"): _sex,
    ("disability_certificate", "sex"): _sex,
    ("id_card_back", "authority"): _office,
    ("residence_permit", "authority"): _office,
    ("id_card_back", "valid_from"): _term,
    ("id_card_back", "valid_until"): _term,
    ("residence_permit", "valid_from"): _term,
    ("residence_permit", "valid_until"): _term,
    ("permanent_residence_card", "valid_from"): _term,
    ("permanent_residence_card", "valid_until"): _term,
    ("lease", "valid_from"): _term,
    ("lease", "valid_until"): _term,
    ("bank_card", "number"): _luhn,
    ("bank_card", "bank"): _bank,
    ("business_licence", "credit_code"): _credit_code,
    ("disability_certificate", "number"): _disability,
    ("disability_certificate", "category"): _disability,
    ("disability_certificate", "level"): _disability,
}


def is_certain(field: ReadField, reading: Reading) -> bool:
    """Check whether a value may count against a person: confirmed, or read well from a flawless photo."""
    photo = reading.quality
    clear = field.score >= _SURE_ENOUGH and photo.legibility >= 0.95 and photo.sharpness >= 300
    return field.confirmed or (clear and not field.maybe_shortened and not is_doubtful(field.region, photo))
