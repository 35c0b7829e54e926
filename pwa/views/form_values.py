"""Values of form fields: from the boxes of a sent form to answers, and from answers to boxes."""

from collections.abc import Mapping
from typing import Any

from backend.cases.answers import Answer
from backend.cases.drafts import form
from backend.cases.drafts.display import local_phone
from backend.cases.drafts.field_rules import BOTH_ACCOUNTS, NO_NUMBER
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.types import FormField
from backend.kit import masking
from pwa.views.parts import DateBoxes

LONGEST_YEAR = 5
"""Characters of a year with its unit (2026年); more is a whole date."""
SEEN = "_seen"
"""The hidden field with the fingerprints of the answers that the page shows."""
PARTS = ("year", "month", "day")
Control = Answer | DateBoxes
"""What a control shows: a text, a list of texts, or the boxes of a date."""


def answers_sent(sent: Mapping[str, Any], fields: tuple[FormField, ...]) -> dict[str, Answer]:
    """Read the answers to these questions; dates arrive in three boxes. Refuses a surplus field by its name."""
    out: dict[str, Answer] = {}
    known = {f.key for f in fields} | {"_token", SEEN}
    parts = {f"{f.key}_{part}" for f in fields if f.kind in {"date", "month"} for part in PARTS}
    parts |= {f"{f.key}_from" for f in fields if f.kind == "bank_account"}
    if surplus := set(sent) - known - parts:
        raise form.unknown_fields(surplus)
    for field in fields:
        if field.kind == "bank_account" and f"{field.key}_from" in sent:
            out[field.key] = account_sent(sent[f"{field.key}_from"] == KNOWN_ACCOUNT, str(sent.get(field.key, "")))
        elif field.kind in {"date", "month"} and f"{field.key}_year" in sent:
            out[field.key] = date_sent(sent, field)
        elif isinstance(sent.get(field.key), str | list):
            out[field.key] = sent[field.key]
    return out


def date_sent(sent: Mapping[str, Any], field: FormField) -> str:
    """Join the boxes of a date as year-month-day; a whole date that was pasted into the box of the year is that date."""
    parts = PARTS[:2] if field.kind == "month" else PARTS
    typed = [str(sent.get(f"{field.key}_{part}", "")).strip() for part in parts]
    if len(typed[0]) > LONGEST_YEAR and not any(typed[1:]):
        return typed[0]
    return "-".join(one.replace("-", " ").strip() for one in typed) if any(typed) else ""


def account_sent(known: bool, typed: str) -> str:
    """Read the two choices for an account: the known one or a typed one, and not both or neither."""
    if known:
        return BOTH_ACCOUNTS if typed.strip() else KNOWN_ACCOUNT
    return typed if typed.strip() else NO_NUMBER


def control_value(field: FormField, value: Answer) -> Control:
    """Bring an answer into the shape of its control: boxes for a date, a number of this country without its prefix."""
    if field.kind == "phone" and isinstance(value, str):
        return local_phone(value)
    if field.kind == "bank_account" and isinstance(value, str):
        return "" if value in (KNOWN_ACCOUNT, BOTH_ACCOUNTS, NO_NUMBER) else masking.grouped(value)
    if field.kind not in {"date", "month"} or not isinstance(value, str) or not value:
        return value
    year, month, day = ([*value.split("-"), "", ""])[:3]
    return DateBoxes(year, month.lstrip("0"), day.lstrip("0"))
