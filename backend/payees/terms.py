"""Periods of payee accounts, read from terms.toml; each is a proposal."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path


@cache
def days(term: str) -> int:
    """The days of one period."""
    return int(tomllib.loads(Path(__file__).with_name("terms.toml").read_text("utf-8"))[term]["days"])


def effective_on(today: date) -> date:
    """The day from which a change made today is in force."""
    return today + timedelta(days=days("waiting"))
