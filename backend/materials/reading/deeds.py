"""Field extraction: business licence, lease, filled forms, bills."""

import re

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates, without_blanks
from backend.materials.reading.pick_values import Shape, last_date, matched, normalised_values, number_near, pieces_of
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["deeds"]
LICENCE = Labels(PRINTED.labels["business_licence"], long=("name", "scope", "address", "type"))
LEASE = Labels(PRINTED.labels["lease"])
FORM = Labels(PRINTED.labels["form"], long=("address",))


_CODE = re.compile(r"(?<![0-9A-Z])([159ANY][0-9A-HJ-NPQRTUWXY]{17})(?![0-9A-Z])")
_COMPANY = re.compile(WORDS["company"])
_TOTAL = re.compile(WORDS["total"])
_TITLE = re.compile(WORDS["title"])
_PERIODS = (re.compile(WORDS["period_of_dates"].replace("DATE", WORDS["date"])), re.compile(WORDS["period"]))
_PARTY = re.compile(WORDS["party"])
_PARTY_NAME = re.compile(WORDS["party_name"])


def business_licence(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract code, name, type, legal representative, capital, founding date, place, scope."""
    layout = joined(layout, LICENCE)
    found = labelled(layout, LICENCE)
    code = _CODE.search(" ".join(without_blanks(box.text) for box in layout.boxes))
    if code:
        found["credit_code"] = LabelledValue(code[1], tuple(pieces_of(layout, code[1])))
    name = next((box for box in layout.boxes if _COMPANY.match(without_blanks(box.text))), None)
    if "name" not in found and name:
        found["name"] = LabelledValue(name.text, (BoxPart(name, 0, len(name.text)),))
    shapes: dict[str, Shape] = {
        "credit_code": values.plain,
        "name": values.address,
        "type": values.address,
        "legal_representative": values.name,
        "capital": values.plain,
        "founded_on": values.day,
        "address": values.address,
        "scope": values.plain,
        "issued_on": values.day,
    }
    return normalised_values(found, shapes)


def lease(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract parties, place, period and monthly rent."""
    found = matched(
        layout,
        {
            "landlord": WORDS["landlord"],
            "tenant": WORDS["tenant"],
            "address": WORDS["address"],
            "monthly_rent": WORDS["monthly_rent"],
        },
    )
    shapes: dict[str, Shape] = {
        "landlord": values.name,
        "tenant": values.name,
        "address": values.address,
        "monthly_rent": values.money,
    }
    found = _parties(layout) | found
    return normalised_values(found, shapes) | _tenants_number(layout) | _period(layout)


def _parties(layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the names beside or below labels that stand alone."""
    beside = labelled(joined(layout, LEASE), LEASE)
    return {key: value for key, value in beside.items() if _is_party(value.text)}


def _is_party(text: str) -> bool:
    text = without_blanks(text)
    return bool(_PARTY_NAME.fullmatch(text)) and not _PARTY.search(text)


def _tenants_number(layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the first number that follows no party or the tenant; one after the landlord is the landlord's."""
    text = layout.text()
    for number in values.identity_numbers(layout):
        before = text[: max(0, text.find(number.text))]
        parties = [match.lastgroup for match in _PARTY.finditer(before)]
        if not parties or parties[-1] == "tenant":
            return {"number": number}
    return {}


def _period(layout: PageLayout) -> dict[str, LabelledValue]:
    text = layout.text()
    match = next((found for found in (pattern.search(text) for pattern in _PERIODS) if found), None)
    if not match:
        return {}
    days = dates(match[1])[:1] + dates(match[2])[:1]
    pieces = tuple(pieces_of(layout, match[1][:9]))
    return (
        {
            key: LabelledValue(day.isoformat(), pieces)
            for key, day in zip(("valid_from", "valid_until"), days, strict=False)
        }
        if len(days) == 2
        else {}
    )


def amount(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the total of a bill: the last amount after a word for a total."""
    rows = [without_blanks("".join(box.text for box in row)) for row in layout.rows()]
    totals = [match[1] for row in rows for match in _TOTAL.finditer(row)]
    if not totals:
        return {}
    return {"amount": values.money(LabelledValue(totals[-1], tuple(pieces_of(layout, totals[-1]))))}


def form(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract title, applicant, number, phone, address and date of a filled form."""
    layout = joined(layout, FORM)
    found = labelled(layout, FORM)
    shapes: dict[str, Shape] = {
        "name": values.name,
        "sex": values.sex,
        "phone": values.plain,
        "address": values.address,
        "dated": values.day,
    }
    kept = normalised_values(found, shapes) | number_near(layout, FORM)
    title = next((box for box in layout.boxes if _TITLE.match(without_blanks(box.text))), None)
    if title:
        kept["title"] = LabelledValue(without_blanks(title.text), (BoxPart(title, 0, len(title.text)),))
    last = last_date(layout)
    if "dated" not in kept and last:
        kept["dated"] = last
    return kept | amount(layout)
