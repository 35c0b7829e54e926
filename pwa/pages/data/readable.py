"""What is held, as a person reads it: for the page and for the sheet of paper."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.types import SAYS, State
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.registers.attributes import attributes
from backend.residents.consents import purposes
from backend.residents.profile_facts import as_fact, read_entries
from backend.rules.wording import source, value_text
from pwa.views.parts import SummaryRow

_messages = Messages.beside(__file__)
_words = _messages.words

Tables = Mapping[str, Any]
"""What `privacy.export` holds by table."""
Row = Mapping[str, Any]
"""A row of a table."""
PLACES = (
    ("cases", "/cases", "list-todo"), ("material", "/cases", "file-text"), ("notice", "/inbox", "mail"),
    ("person_grant", "/me/grants", "hand-coins"), ("offer", "/me/offers", "bell"), ("consent", "/me/consents", "circle-check"),
    ("passkey", "/me/passkeys", "lock"), ("push_subscription", "/me/reminders", "smartphone"), ("access_log", "/me/access", "history"),
)  # fmt: skip
PLACE_NAMES, WHO, READABLE = _words("PlaceName"), _words("Who"), _messages.texts("readable")
CHANGED_AT = {
    "phone": "/me/number", "living_address": "/me/data/own/living_address", "payable_account": "/me/account",
}  # fmt: skip
MASKS: Mapping[str, Callable[[str], str]] = {
    "id_number": masking.identity_number, "phone": masking.phone, "payable_account": masking.account,
    "household_number": masking.identity_number,
}  # fmt: skip


class FactRow(SummaryRow, frozen=True, kw_only=True):
    """A value of one register, with the name of its attribute."""

    name: str


class PlaceLink(Struct, frozen=True):
    """A page with more of one's own data: how many rows, and until when they are kept."""

    name: str
    href: str
    number: int
    until: str
    icon: str


class SheetSection(Struct, frozen=True):
    """A class of data on the sheet of paper."""

    title: str
    until: str
    rows: list[SummaryRow]


def places(tables: Tables) -> list[PlaceLink]:
    """List the pages with more, and how much each holds."""
    return [
        PlaceLink(PLACE_NAMES[table], href, len(tables[table]["rows"]), until(tables[table]["until"]), icon)
        for table, href, icon in PLACES
    ]


def until(period: str) -> str:
    """How long something is kept, as a sentence goes on."""
    return READABLE("kept", period=period)


def who(tables: Tables, *, masked: bool) -> list[SummaryRow]:
    """List what identifies the person."""
    identity: Row = next((row["sealed"] for row in tables["identity"]["rows"]), {})
    return [
        SummaryRow(
            label,
            (MASKS[key](value) if masked and key in MASKS else value) or READABLE("not_filled_in"),
            CHANGED_AT.get(key, ""),
        )
        for key, label in WHO.items()
        if (value := identity.get(key, "")) or key in CHANGED_AT
    ]


MEANS = _words("MEANS")


def proof(tables: Tables) -> SummaryRow:
    """Say when and by which means the person last proved who they are."""
    newest = max(tables["identity_proof"]["rows"], key=lambda one: str(one["at"]), default=None)
    said = READABLE("proved", at=when(newest["at"]), means=MEANS[newest["means"]]) if newest else READABLE("not_proved")
    return SummaryRow(READABLE("proof"), said, "/me/identity", change=READABLE("look"))


def facts(tables: Tables, now: datetime) -> list[FactRow]:
    """List what registers told, each value with its source and date; every source that said something."""
    known, today, found = attributes(), local_date(now), list[FactRow]()
    for profile in tables["profile"]["rows"]:
        stored = profile["facts"]
        for name in known:  # in the order of the dictionary: first who somebody is
            found += (
                [row for one in read_entries(stored[name]) if (row := fact_row(name, one, today))]
                if name in stored
                else []
            )
    return found


def fact_row(name: str, one: Any, today: date) -> FactRow | None:
    """Put one value of one source into a row; None for a silent one."""
    fact = as_fact(attributes()[name], one)
    if fact.value is None:
        return None
    said = value_text(attributes()[name], fact.value, today)
    mine = fact.source in ("self", "calendar")
    return FactRow(
        attributes()[name].label, said, "" if mine else f"/me/data/facts/{name}", READABLE("source", source=source(fact.source), as_of=fact.as_of), READABLE("wrong"),
        name=name,
    )  # fmt: skip


def sections(tables: Tables, names: Mapping[UUID, str], now: datetime) -> list[SheetSection]:
    """List every class that holds something, row by row; `names`: services by id of their version."""
    made = [
        ("identity", who(tables, masked=False)),
        (
            "profile",
            [
                SummaryRow(row.label, READABLE("sourced", value=row.value, source=row.source))
                for row in facts(tables, now)
            ],
        ),
        ("cases", [case_row(case, names) for case in tables["cases"]["rows"]]),
        *((table, [row_of(one) for one in tables[table]["rows"]]) for table, row_of in ROWS.items()),
    ]
    told = [SheetSection(tables[table]["holds"], tables[table]["until"], rows) for table, rows in made if rows]
    shown = {table for table, _ in made}
    rest = [
        SummaryRow(one["holds"], READABLE("in_file", count=len(one["rows"])))
        for table, one in tables.items() if table not in shown and one["rows"]
    ]  # fmt: skip
    return [*told, SheetSection(READABLE("other"), "", rest)] if rest else told


def when(value: datetime | str) -> str:
    """A moment, as stored or as text."""
    return moment(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def case_row(case: Row, names: Mapping[UUID, str]) -> SummaryRow:
    """Put one case into a row, with what was filled in."""
    answers = case.get("answers") or {}
    filled = [value for value in answers.values() if isinstance(value, str) and value]
    said = READABLE("case", state=SAYS[State(case["state"])], at=when(case["updated_at"]), answers=filled)
    return SummaryRow(f"{names[case['service_version']]} {case['number']}", said)


def payee_row(one: Row) -> SummaryRow:
    """Put one payee account into a row: from which day and how it ended."""
    stopped = when(one["stopped_at"]) if one["stopped_at"] else None
    said = READABLE("account", since=date.fromisoformat(str(one["effective_on"])), stopped=stopped)
    return SummaryRow(str(one["sealed"]["account"]), said)


def consent_row(one: Row) -> SummaryRow:
    """Put one consent into a row with its dates."""
    purpose = purposes().get(one["purpose"])
    withdrawn = when(one["withdrawn_at"]) if one["withdrawn_at"] else None
    said = READABLE("consent", given=when(one["given_at"]), withdrawn=withdrawn)
    return SummaryRow(purpose.title if purpose else one["purpose"], said)


ROWS: Mapping[str, Callable[[Row], SummaryRow]] = {
    "case_event": lambda one: SummaryRow(when(one["at"]), f"{one['kind']} {one['detail'].get('reason', '')}"),
    "material": lambda one: SummaryRow(one["file_name"], READABLE("uploaded", at=when(one["uploaded_at"]))),
    "receipt": lambda one: SummaryRow(one["number"], READABLE("issued", at=when(one["issued_at"]))),
    "notice": lambda one: SummaryRow(when(one["created_at"]), f"{one['title']}：{one['body']}"),
    "payee_account": payee_row,
    "consent": consent_row,
    "access_log": lambda one: SummaryRow(when(one["at"]), f"{one['reader_name']}，{one['reason']}"),
    "passkey": lambda one: SummaryRow(one["device"], READABLE("added", at=when(one["added_at"]))),
    "push_subscription": lambda one: SummaryRow(one["device"], READABLE("opened", at=when(one["created_at"]))),
    "objection": lambda one: SummaryRow(when(one["asked_at"]), one["said"]),
}
"""How the rows of each table read."""
