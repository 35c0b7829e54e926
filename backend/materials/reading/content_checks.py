"""Checks of a document's content: numbers, amounts, agreement with account, form and other documents.

A value that isn't certain never fails a check: could not read is never wrong.
"""

import re
from decimal import Decimal

from msgspec import structs

from backend.kit.amounts import NoNumber, number
from backend.materials.reading.check_names import LABEL_KEYS
from backend.materials.reading.corroboration import is_certain
from backend.materials.reading.identity_documents import other_side
from backend.materials.reading.normalize_text import is_han, plain, same_value
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Outcome, ReadField, Reading

_IDENTITY = ("name", "number", "birth_date", "sex")
_NUMBERS = {
    "id_card_front": "number",
    "residence_permit": "number",
    "permanent_residence_card": "number",
    "household_page": "number",
    "bank_card": "number",
    "business_licence": "credit_code",
    "disability_certificate": "number",
    "form": "number",
    "birth_certificate": "mother_number",
}
_HOLDER = {
    "lease": ("tenant", "landlord"),
    "business_licence": ("legal_representative",),
    "birth_certificate": ("mother", "father", "name"),
}
OLD_LENGTH = 15
"""Digits of an identity number issued before 1999, without check digit."""


def checksum(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the number has a valid check digit."""
    field = reading.fields.get(_NUMBERS.get(reading.kind, "number"))
    if field is None and other_side(reading.kind, reading.fields):
        return Finding(check.name, "passed", "checksum.other_side")
    if field is None:
        return Finding(check.name, "could_not_tell", "checksum.unread")
    seen, region = shortened_value(field.value), field.region
    if field.confirmed:
        return Finding(check.name, "passed", "checksum.passed", seen=seen, region=region)
    key = "checksum.old_number" if len(field.value) == OLD_LENGTH else "checksum.unsure"
    return Finding(check.name, "could_not_tell", key, seen=seen, region=region)


def agrees_with_profile(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the document belongs to the account's person."""
    return _agrees(check, reading, expected.profile, _IDENTITY, "profile")


def agrees_with_form(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the document agrees with the form."""
    return _agrees(check, reading, expected.form, tuple(expected.form), "form")


def _agrees(check: Check, reading: Reading, known: dict[str, str], usual: tuple[str, ...], where: str) -> Finding:
    names = (check.argument,) if check.argument else usual
    find = _persons_own if usual is _IDENTITY else _field
    found = {name: find(reading, name, known.get(name, "")) for name in names}
    compared = [(name, field, known[name]) for name, field in found.items() if known.get(name) and field]
    different = [(name, field, value) for name, field, value in compared if not same_value(name, field.value, value)]
    surely = [entry for entry in different if _surely_other(*entry, reading)]
    strong = check.argument or usual is not _IDENTITY or any(name in ("name", "number") for name, _, _ in compared)
    if different:
        name, field, _ = (surely or different)[0]
        outcome, key = _differs(sure=bool(surely))
        facts = {"field": LABEL_KEYS[name], "where": where}
        return Finding(check.name, outcome, key, {**facts}, shortened_value(field.value), field.region)
    if not compared or not strong:
        return Finding(check.name, "could_not_tell", "agrees.nothing_read", {"where": where})
    agreed = tuple(dict.fromkeys(LABEL_KEYS[name] for name, _, _ in compared))
    return Finding(check.name, "passed", "agrees.passed", {"where": where, "fields": agreed}, seen=",".join(agreed))


def _differs(sure: bool) -> tuple[Outcome, str]:
    """Return outcome and message for a certain difference, or for a possible recognition error."""
    return ("failed", "agrees.different") if sure else ("could_not_tell", "agrees.maybe_different")


def _field(reading: Reading, name: str, wanted: str) -> ReadField | None:
    """Return a field by name; on papers about several people the holder with the wanted name, where one has it."""
    if name != "name" or reading.kind not in _HOLDER:
        return reading.fields.get(name)
    holders = [reading.fields[key] for key in _HOLDER[reading.kind] if key in reading.fields]
    own = next((field for field in holders if same_value("name", field.value, wanted)), None)
    one_holder = len(_HOLDER[reading.kind]) == 1
    return own or (holders[0] if holders and (one_holder or "name" in reading.fields) else None)


def _persons_own(reading: Reading, name: str, wanted: str) -> ReadField | None:
    """Check whether a field identifies the holder; a number only if it contains the identity number."""
    field = _field(reading, name, wanted)
    if name != "number" or field is None:
        return field
    if reading.kind in ("bank_card", "birth_certificate", "graduation_certificate", "business_licence"):
        return None
    return structs.replace(field, value=field.value[:18])


def _surely_other(name: str, field: ReadField, value: str, reading: Reading) -> bool:
    """Check for a difference that can't be a recognition error: valid check digit, or names without a common character."""
    if name in ("number", "birth_date", "sex", "credit_code"):
        return field.confirmed and field.why in ("check_digit", "number")
    if name == "name":
        apart = (
            is_han(field.value)
            and 2 <= len(field.value) <= 4
            and not set(plain(name, field.value)) & set(plain(name, value))
        )
        number_says_other = (
            not reading.fields.get("number", ReadField("")).confirmed or not reading.fields["number"].why
        )
        one_of_several = len(_HOLDER.get(reading.kind, ())) > 1
        return apart and is_certain(field, reading) and number_says_other and not one_of_several
    return False


def amount(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the amount equals the one in the form."""
    name = check.argument or next((n for n in ("amount", "monthly_rent", "capital") if n in reading.fields), "amount")
    field, asked = reading.fields.get(name), expected.form.get(name, "")
    seen, wanted = _number(field.value) if field else None, _number(asked)
    if field is None or seen is None or wanted is None:
        return Finding(check.name, "could_not_tell", "amount.unread")
    if seen == wanted:
        return Finding(check.name, "passed", "amount.passed", seen=field.value, region=field.region)
    facts = {"seen": field.value, "asked": asked}
    return Finding(check.name, "could_not_tell", "amount.different", {**facts}, field.value, field.region)


def page_count(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: number of pages."""
    least, most = check.page_range()
    pages = reading.page_count
    if least <= pages <= most:
        return Finding(check.name, "passed", "pages.passed", {"pages": pages}, str(pages))
    if pages < least:
        return Finding(check.name, "failed", "pages.few", {"least": least, "pages": pages}, str(pages))
    return Finding(check.name, "failed", "pages.many", {"most": most, "pages": pages}, str(pages))


def seal_present(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: a red seal is visible. Embossed seals and black-and-white copies show none, so a missing one goes to a person."""
    if reading.quality.seal:
        return Finding(check.name, "passed", "seal.passed", region=reading.quality.seal)
    return Finding(check.name, "could_not_tell", "seal.not_seen")


def shortened_value(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _number(text: str) -> Decimal | None:
    """Return the amount as written (100万元人民币), else the first number in the text."""
    try:
        return number(text)
    except NoNumber:
        match = re.search(r"\d[\d,]*(?:\.\d+)?", text)
        return Decimal(match[0].replace(",", "")) if match else None
