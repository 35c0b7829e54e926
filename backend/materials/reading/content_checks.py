"""Checks of a document's content: numbers, amounts, agreement with account, form and other documents.

A value that isn't certain never fails a check: could not read is never wrong.
"""

import re
from decimal import Decimal

from msgspec import structs

from backend.kit.amounts import NoNumber, number
from backend.materials.reading.checks import LABELS
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
PERSON_LATER = "工作人员会对一下，您不用重拍。"


def checksum(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the number has a valid check digit."""
    field = reading.fields.get(_NUMBERS.get(reading.kind, "number"))
    if field is None and other_side(reading.kind, reading.fields):
        return Finding(check.name, "passed", "这一面没有证件号码，不用核对。")
    if field is None:
        return Finding(check.name, "could_not_tell", "没有读到号码。", "如果照片上看得清号码，不用重拍。")
    if field.confirmed:
        return Finding(check.name, "passed", "号码核对无误。", seen=shortened_value(field.value), region=field.region)
    if len(field.value) == 15:
        reason = "这是15位的旧号码，没有校验码，机器核对不了。"
        return Finding(check.name, "could_not_tell", reason, PERSON_LATER, shortened_value(field.value), field.region)
    return Finding(
        check.name,
        "could_not_tell",
        "号码里可能有一位没有看准。",
        "可以再拍一张清楚些的；不拍也行，工作人员会看。",
        shortened_value(field.value),
        field.region,
    )


def agrees_with_profile(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the document belongs to the account's person."""
    return _agrees(check, reading, expected.profile, _IDENTITY, "您账号里")


def agrees_with_form(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the document agrees with the form."""
    return _agrees(check, reading, expected.form, tuple(expected.form), "您填的表里")


def _agrees(check: Check, reading: Reading, known: dict[str, str], usual: tuple[str, ...], where: str) -> Finding:
    names = (check.argument,) if check.argument else usual
    found = {name: _persons_own(reading, name) if usual is _IDENTITY else _field(reading, name) for name in names}
    compared = [(name, field, known[name]) for name, field in found.items() if known.get(name) and field]
    different = [(name, field, value) for name, field, value in compared if not same_value(name, field.value, value)]
    surely = [entry for entry in different if _surely_other(*entry, reading)]
    strong = check.argument or usual is not _IDENTITY or any(name in ("name", "number") for name, _, _ in compared)
    if different:
        name, field, _ = (surely or different)[0]
        outcome, reason, advice = _differs(LABELS.get(name, name), where, sure=bool(surely))
        return Finding(check.name, outcome, reason, advice, shortened_value(field.value), field.region)
    if not compared or not strong:
        return Finding(check.name, "could_not_tell", f"没有读到能和{where}核对的内容。", PERSON_LATER)
    agreed = "、".join(LABELS.get(name, name) for name, _, _ in compared)
    return Finding(check.name, "passed", f"和{where}的一致。", seen=agreed)


def _differs(label: str, where: str, sure: bool) -> tuple[Outcome, str, str]:
    """Return the messages for a certain difference and for a possible recognition error."""
    if sure:
        advice = f"请看看是不是拿错了证件；如果没有拿错，请核对{where}的{label}。"
        return "failed", f"{label}和{where}的不一样。", advice
    return "could_not_tell", f"{label}和{where}的好像不完全一样，也可能是机器没看准。", PERSON_LATER


def _field(reading: Reading, name: str) -> ReadField | None:
    """Return a field by name; on documents about several people, the holder whose name fits."""
    if name == "name" and reading.kind in _HOLDER:
        return (
            None
            if name not in reading.fields and len(_HOLDER[reading.kind]) > 1
            else reading.fields.get(_HOLDER[reading.kind][0])
        )
    return reading.fields.get(name)


def _persons_own(reading: Reading, name: str) -> ReadField | None:
    """Check whether a field identifies the holder; a number only if it contains the identity number."""
    field = _field(reading, name)
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
        return apart and is_certain(field, reading) and number_says_other
    return False


def amount(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the amount equals the one in the form."""
    name = check.argument or next((n for n in ("amount", "monthly_rent", "capital") if n in reading.fields), "amount")
    field, asked = reading.fields.get(name), expected.form.get(name, "")
    seen, wanted = _number(field.value) if field else None, _number(asked)
    if field is None or seen is None or wanted is None:
        return Finding(check.name, "could_not_tell", "没有读到金额。", PERSON_LATER)
    if seen == wanted:
        return Finding(check.name, "passed", "金额和表里的一致。", seen=field.value, region=field.region)
    return Finding(
        check.name,
        "could_not_tell",
        f"材料上的金额好像是{field.value}，和表里填的{asked}不一样。",
        "请核对表里的金额；如果没填错，不用管，工作人员会看。",
        field.value,
        field.region,
    )


def page_count(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: number of pages."""
    least, most = check.page_range()
    pages = reading.page_count
    if least <= pages <= most:
        return Finding(check.name, "passed", f"一共{pages}页。", seen=str(pages))
    if pages < least:
        return Finding(
            check.name,
            "failed",
            f"需要{least}页，现在只有{pages}页。",
            "请把缺的页也拍上；一页一张，可以接着添加。",
            str(pages),
        )
    return Finding(check.name, "failed", f"最多{most}页，现在有{pages}页。", "请只留下需要的页。", str(pages))


def seal_present(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: a red seal is visible. Embossed seals and black-and-white copies show none, so a missing one goes to a person."""
    if reading.quality.seal:
        return Finding(check.name, "passed", "看到了印章。", region=reading.quality.seal)
    return Finding(
        check.name,
        "could_not_tell",
        "没有看到红色印章。",
        "如果这份材料应该盖章，请拍盖了章的那一份；盖的是钢印就不用管，工作人员会看。",
    )


def shortened_value(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _number(text: str) -> Decimal | None:
    """Return the amount as written (100万元人民币), else the first number in the text."""
    try:
        return number(text)
    except NoNumber:
        match = re.search(r"\d[\d,]*(?:\.\d+)?", text)
        return Decimal(match[0].replace(",", "")) if match else None
