"""Display text of answers."""

from backend.cases.answers import Answer
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.reference_data import division_name
from backend.catalogue.types import FormField
from backend.kit import masking


def display_answer(field: FormField, value: Answer) -> str:
    """Format an answer for people."""
    if isinstance(value, list):
        return "、".join(option_label(field, v) for v in value)
    if field.kind == "id_number":
        return masking.identity_number(value)
    if field.kind == "division":
        return division_name(value) if value else ""
    if field.kind == "yes_no":
        return {"yes": "是", "no": "否"}.get(value, value)
    if field.kind == "phone":
        return local_phone(value)
    if field.kind == "bank_account":
        return "用已有的账户" if value == KNOWN_ACCOUNT else masking.grouped(value)
    if field.kind in {"date", "month"}:
        return "".join(
            f"{int(part)}{unit}" for part, unit in zip(value.split("-"), "年月日", strict=False) if part.isdecimal()
        )
    return f"{value}元" if field.kind == "money" else option_label(field, value)


def local_phone(number: str) -> str:
    """Phone number without +86; foreign numbers keep their country code."""
    return number.removeprefix("+86")


def option_label(field: FormField, value: str) -> str:
    """Label of an option."""
    return next((o.label for o in field.options if o.value == value), value)
