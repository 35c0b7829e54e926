"""Display text of answers."""

import re
from datetime import date

from backend.cases.answers import Answer
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.reference_data import division_name
from backend.catalogue.types import FormField
from backend.kit import masking
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.rules.wording import YES_NO

DISPLAYED = Messages.beside(__file__).texts("displayed")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def display_answer(field: FormField, value: Answer) -> str:
    """Format an answer for people."""
    if isinstance(value, list):
        return formats.listed(option_label(field, v) for v in value)
    if field.kind == "id_number":
        return masking.identity_number(value)
    if field.kind == "division":
        return division_name(value) if value else ""
    if field.kind == "yes_no":
        return YES_NO.get(value, value)
    if field.kind == "phone":
        return local_phone(value)
    if field.kind == "bank_account":
        return DISPLAYED("known_account") if value == KNOWN_ACCOUNT else masking.grouped(value)
    if field.kind in {"date", "month"}:
        return display_date(value)
    return DISPLAYED("money", amount=value) if field.kind == "money" and value else option_label(field, value)


def display_date(value: str) -> str:
    """Format a date or month in ISO 8601; anything else stays as it was typed."""
    try:
        return formats.day(date.fromisoformat(value))
    except ValueError:
        match = MONTH.fullmatch(value)
        return formats.month(date(int(match[1]), int(match[2]), 1)) if match else value


def masked_answer(field: FormField, value: Answer) -> str:
    """An answer as a helper reads it who may not read it: a mask where people recognise one, "" for all others."""
    text = value if isinstance(value, str) else ""
    if field.kind == "id_number":
        return masking.identity_number(text)
    if field.kind == "person_name":
        return masking.name(text)
    return masking.phone(text) if field.kind == "phone" else ""


def local_phone(number: str) -> str:
    """Phone number without +86; foreign numbers keep their country code."""
    return number.removeprefix("+86")


def option_label(field: FormField, value: str) -> str:
    """Label of an option."""
    return next((o.label for o in field.options if o.value == value), value)
