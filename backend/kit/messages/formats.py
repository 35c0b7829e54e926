"""How dates, numbers and money are written in each language; patterns of Unicode LDML (UTS 35) in `formats.toml`."""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages.language import PSEUDO, SOURCE, current

MOST_KEPT = 4096
"""Dates, moments and numbers kept as written: formatting one by CLDR takes about 30 µs."""


@cache
def _patterns(language: str) -> dict[str, str]:
    known: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
    return known[SOURCE] | known.get(language, {})


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(SOURCE if language == PSEUDO else language, sep="-")


def _day_as(value: date, form: str) -> str:
    return _written(local_date(value) if isinstance(value, datetime) else value, form, current())


@lru_cache(MOST_KEPT)
def _written(value: date, form: str, language: str) -> str:
    return format_date(value, _patterns(language)[form], _locale(language))


@lru_cache(MOST_KEPT)
def _moment_as(value: datetime, form: str, language: str) -> str:
    return format_datetime(value, _patterns(language)[form], locale=_locale(language))


@lru_cache(MOST_KEPT)
def _number_as(value: int | float | Decimal, form: str, language: str) -> str:
    return format_decimal(value, _patterns(language)[form], _locale(language))


def day(value: date) -> str:
    """Write a date: 2026年11月23日. A datetime counts as its day in Shenzhen."""
    return _day_as(value, "day")


def short_day(value: date) -> str:
    """Write a date without its year: 11月23日."""
    return _day_as(value, "short_day")


def month(value: date) -> str:
    """Write a month: 2027年3月."""
    return _day_as(value, "month")


def short_month(value: date) -> str:
    """Write a month without its year: 3月."""
    return _day_as(value, "short_month")


def weekday(value: date) -> str:
    """Write the day of the week: 周一. A datetime counts as its day in Shenzhen."""
    return _day_as(value, "weekday")


def moment(value: datetime) -> str:
    """Write date and minute in Shenzhen: 11月23日 9:05."""
    return _moment_as(value.astimezone(SHANGHAI).replace(second=0, microsecond=0), "moment", current())


def full_moment(value: datetime) -> str:
    """Write date with year and minute in Shenzhen: 2026年11月23日 9:05."""
    return _moment_as(value.astimezone(SHANGHAI).replace(second=0, microsecond=0), "full_moment", current())


def number(value: int | float | Decimal) -> str:
    """Write a number with grouped thousands and at most two decimals: 1,000 or 1,000.5."""
    return _number_as(value, "number", current())


def yuan(value: int | float | Decimal) -> str:
    """Write an amount in yuan without its unit: 1,000 or 1,000.50."""
    return _number_as(value, "yuan" if value == int(value) else "yuan_fen", current())


def listed(values: Iterable[str]) -> str:
    """Join the members of a list: 身份证、户口簿."""
    return _patterns(current())["separator"].join(values)


def phrases(values: Iterable[str]) -> str:
    """Join parts of one line: 2026年12月10日，尾号4471."""
    return _patterns(current())["phrase_separator"].join(values)


def clauses(values: Iterable[str]) -> str:
    """Join clauses that have commas of their own: 年龄：82岁；户籍：深圳市."""
    return _patterns(current())["clause_separator"].join(values)
