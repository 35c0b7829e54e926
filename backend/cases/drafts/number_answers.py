"""Numbers and amounts of money in answers, with or without their unit."""

from decimal import Decimal

from backend.cases.answers import InvalidAnswer
from backend.cases.drafts.typed_words import COUNTED, MEASURED
from backend.catalogue.types import FormField
from backend.kit.amounts import NoNumber, as_text, number, places

MONEY_PLACES, NUMBER_PLACES = 2, 6


def normalize_number(field: FormField, text: str) -> str:
    """An exact decimal within the bounds; nothing is rounded, and nothing is negative unless the bounds allow it."""
    most = MONEY_PLACES if field.kind == "money" else NUMBER_PLACES
    try:
        value = number(text if field.kind == "money" else without_unit(text, field.label + field.hint))
    except NoNumber:
        raise InvalidAnswer("amount" if field.kind == "money" else "number") from None
    if places(value) > most:
        raise InvalidAnswer("too_exact_amount") if most == MONEY_PLACES else InvalidAnswer("too_exact", most=most)
    least = 0 if field.min is None else field.min
    if value < Decimal(str(least)):
        raise InvalidAnswer("too_small", least=as_text(Decimal(str(least))))
    if field.max is not None and value > Decimal(str(field.max)):
        raise InvalidAnswer("too_large", most=as_text(Decimal(str(field.max))))
    return as_text(value)


def without_unit(text: str, question: str) -> str:
    """The number without the word behind it (3辆); a unit of measure only where the question names it, so that 2公里 is no 2 metres."""
    asked_in = next((written for unit, written in MEASURED if unit in question), None)
    bare = asked_in.sub("", text) if asked_in else text
    return (COUNTED.sub("", text) if bare == text else bare).strip()
