"""Types of the register protocol, and of its results inside the product."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from backend.kit.identity_number import canonical
from backend.rules.types import Fact, Register

Moment = Annotated[datetime, Meta(tz=True)]
FIRST_YEAR, LAST_YEAR = 1900, 9000

PARTICULARS: dict[str, Register] = {
    "name": "population", "hukou_address": "population", "living_address": "population",
    "payable_account": "civil_affairs", "household_number": "population",
}  # fmt: skip
"""Texts that identify a person. A register may be asked for them; no rule can, so they aren't in the dictionary."""


class Subject(Struct, frozen=True, forbid_unknown_fields=True):
    """Person asked about; a register answers only if number and name belong together."""

    id_number: Annotated[str, Meta(min_length=8, max_length=18)]
    name: Annotated[str, Meta(max_length=60)]

    def __post_init__(self) -> None:
        """Convert a 15-digit number to 18 digits, the only form in registers."""
        force_setattr(self, "id_number", canonical(self.id_number))

    def __repr__(self) -> str:
        """Show nothing, so that logs and tracebacks don't either."""
        return "Subject()"


class RegisterQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to one register for the purpose of one service."""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    attributes: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(min_length=1, max_length=200)]


class LicenceQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to the register of licences for one kind."""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    kind: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]


class Licence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Electronic licence (电子证照) with its data, from its issuer."""

    kind: str
    number: Annotated[str, Meta(max_length=40)]
    title: Annotated[str, Meta(max_length=40)]
    issuer: Annotated[str, Meta(max_length=60)]
    issued_on: date
    valid_until: date | None = None
    state: Literal["valid", "suspended", "revoked"] = "valid"
    fields: dict[str, Annotated[str, Meta(max_length=200)]] = {}

    def __repr__(self) -> str:
        """Show the kind, never the holder."""
        return f"Licence({self.kind!r})"


class LicenceSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Response to a licence query; the body is signed."""

    request_id: UUID
    licences: Annotated[tuple[Licence, ...], Meta(max_length=20)]


class PortraitQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to the population register for a portrait, which is compared and not stored."""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject


class PortraitSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Response: JPEG (base64 in JSON), empty if there is none; the body is signed."""

    request_id: UUID
    portrait: Annotated[bytes, Meta(max_length=180_000)] = b""

    def __repr__(self) -> str:
        """Show nothing, so that logs and tracebacks don't either."""
        return "PortraitSheet()"


class AccountQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to the bank register: does this account belong to this name and identity number?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    account: Annotated[str, Meta(pattern=r"^[0-9]{8,30}$")]
    holder: Subject

    def __repr__(self) -> str:
        """Show the request id, never the account."""
        return f"AccountQuery({self.request_id})"


class AccountSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Response about one account; the body is signed.

    `cannot_tell`: the bank isn't connected or doesn't check names of accounts of this kind.
    """

    request_id: UUID
    answer: Literal["match", "no_match", "cannot_tell"]


class HolderQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to the bank register: which accounts into which money may be paid does this person hold?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    holder: Subject

    def __repr__(self) -> str:
        """Show the request id, never the person."""
        return f"HolderQuery({self.request_id})"


class HolderSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Response with the numbers of a person's accounts; the body is signed."""

    request_id: UUID
    accounts: Annotated[tuple[Annotated[str, Meta(pattern=r"^[0-9]{8,30}$")], ...], Meta(max_length=20)] = ()

    def __repr__(self) -> str:
        """Show nothing, so that logs and tracebacks don't either."""
        return "HolderSheet()"


class ChangesQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query to the population register's feed for changes after a position (empty: the beginning)."""

    request_id: UUID
    after: Annotated[str, Meta(max_length=60)] = ""


class RegisteredChange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Death, or move of a household registration from one division to another."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    kind: Literal["died", "moved"]
    on: date
    id_number: Annotated[str, Meta(min_length=8, max_length=18)]
    origin: Annotated[str, Meta(pattern=r"^([0-9]{6,12})?$")] = ""
    to: Annotated[str, Meta(pattern=r"^([0-9]{6,12})?$")] = ""

    def __post_init__(self) -> None:
        """Refuse a move without both ends, and a death with any."""
        if (self.kind == "moved") != bool(self.origin and self.to) or bool(self.origin) != bool(self.to):
            raise ValueError("a move has two ends, a death has none")

    def __repr__(self) -> str:
        """Show the kind, never the person."""
        return f"Change({self.kind!r})"


class ChangesSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Next changes of the feed, oldest first, and the next position; the body is signed."""

    request_id: UUID
    changes: Annotated[tuple[RegisteredChange, ...], Meta(max_length=200)]
    next: Annotated[str, Meta(max_length=60)]


class RegisterValue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Value of one attribute in one register; None: the register has no record."""

    attribute: str
    value: Any
    source: Register
    as_of: Moment
    expires: Moment | None = None

    def __post_init__(self) -> None:
        """Refuse dates outside the years that registers use."""
        for moment in (self.as_of, self.expires or self.as_of):
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise ValueError("no such time")

    def __repr__(self) -> str:
        """Show the attribute, never the value."""
        return f"Told({self.attribute!r})"


class RegisterResponse(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Response to one query."""

    request_id: UUID
    answers: tuple[RegisterValue, ...]
    silent: tuple[str, ...] = ()


class Answers(Struct, frozen=True, kw_only=True):
    """Values from registers for one person; an attribute is in `facts` or in `silent`."""

    facts: dict[str, tuple[Fact, ...]]
    silent: frozenset[str]
    unanswered: frozenset[Register] = frozenset()

    def __repr__(self) -> str:
        """Show the attributes, never the values."""
        return f"Answers({sorted(self.facts)}, silent={sorted(self.silent)}, unanswered={sorted(self.unanswered)})"

    @property
    def down(self) -> bool:
        """True if a register didn't respond at all; asking again later may help."""
        return bool(self.unanswered)
