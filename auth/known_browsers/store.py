"""Queries over `known_browser` and `person.signed_in_at`; SQL in `queries.sql`."""

from datetime import datetime

from msgspec import Struct

from backend.kit.sql import Queries


class SignInRisk(Struct, frozen=True):
    """Facts that decide whether an SMS code suffices."""

    known: bool
    last_at: datetime
    holds_something: bool


sql = Queries.beside(__file__)
sign_in_risk = sql.one("standing", SignInRisk)
remember = sql.run("remember")
signed_in = sql.run("signed_in")
forget = sql.run("forget")
