"""Queries over the working-day calendar; SQL in `queries.sql`."""

from datetime import date

from msgspec import Struct

from backend.kit.sql import Queries


class CalendarDay(Struct, frozen=True):
    """One day that differs from Monday to Friday."""

    day: date
    works: bool


class PublishedYear(Struct, frozen=True):
    """One year whose plan is out."""

    year: int


sql = Queries.beside(__file__)
calendar = sql.many("calendar", CalendarDay)
calendar_years = sql.many("calendar_years", PublishedYear)
