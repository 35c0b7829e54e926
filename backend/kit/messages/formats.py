"""How dates, numbers and money are written in each language; patterns of Unicode LDML (UTS 35) in `formats.toml`."""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages.language import PSEUDO, SOURCE, current


@cache
def _patterns(language: str) -> dict[str, str]:
    known: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
    return known[SOURCE] | known.get(language, {})


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(SOURCE if language == PSEUDO else language, sep="-")


@cache
def _written(value: date, form: str, language: str) -> str:
    return format_date(value, _patterns(language)[form], _locale(language))


def day(value: date) -> str:
    """Write a date: 2026年11月23日. A datetime counts as its day in Shenzhen."""
    return _written(local_date(value) if isinstance(value, datetime) else value, "day", current())


def month(value: date) -> str:
    """Write a month: 2027年3月."""
    return _written(local_date(value) if isinstance(value, datetime) else value, "month", current())


def weekday(value: date) -> str:
    """Write the day of the week: 周一. A datetime counts as its day in Shenzhen."""
    return _written(local_date(value) if isinstance(value, datetime) else value, "weekday", current())


def moment(value: datetime) -> str:
    """Write date and minute in Shenzhen: 11月23日 9:05."""
    language = current()
    return format_datetime(value.astimezone(SHANGHAI), _patterns(language)["moment"], locale=_locale(language))


def number(value: int | float | Decimal) -> str:
    """Write a number with grouped thousands and at most two decimals: 1,000 or 1,000.5."""
    return format_decimal(value, _patterns(current())["number"], _locale(current()))


def yuan(value: int | float | Decimal) -> str:
    """Write an amount in yuan without its unit: 1,000 or 1,000.50."""
    form = "yuan" if value == int(value) else "yuan_fen"
    return format_decimal(value, _patterns(current())[form], _locale(current()))


def listed(values: Iterable[str]) -> str:
    """Join the members of a list: 身份证、户口簿."""
    return _patterns(current())["separator"].join(values)
