"""What goes to a register and what comes back: the words of the protocol, and the answers as the house uses them."""

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
    """Who is asked about; a register answers only when number and name belong together, the number as registers write it."""

    id_number: Annotated[str, Meta(min_length=8, max_length=18)]
    name: Annotated[str, Meta(max_length=60)]

    def __post_init__(self) -> None:
        """A number of 15 digits is asked for by its 18: registers hold one writing."""
        force_setattr(self, "id_number", canonical(self.id_number))

    def __repr__(self) -> str:
        """Says nothing, so that no log and no traceback can."""
        return "Subject()"


class RegisterQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question to one register, for the purpose of one service."""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    attributes: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(min_length=1, max_length=200)]


class LicenceQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question to the register of licences: what does this person hold of a kind?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    kind: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]


class Licence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An electronic licence (电子证照): what a paper of this kind says, told by whoever issues it."""

    kind: str
    number: Annotated[str, Meta(max_length=40)]
    title: Annotated[str, Meta(max_length=40)]
    issuer: Annotated[str, Meta(max_length=60)]
    issued_on: date
    valid_until: date | None = None
    state: Literal["valid", "suspended", "revoked"] = "valid"
    fields: dict[str, Annotated[str, Meta(max_length=200)]] = {}

    def __repr__(self) -> str:
        """Names the kind, never the holder."""
        return f"Licence({self.kind!r})"


class LicenceSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came back for a question about licences; its body is signed."""

    request_id: UUID
    licences: Annotated[tuple[Licence, ...], Meta(max_length=20)]


class PortraitQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question to the population register: the portrait of this person, to compare a face with and then forget."""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject


class PortraitSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came back: a JPEG (base64 in JSON), empty where the register has none; its body is signed."""

    request_id: UUID
    portrait: Annotated[bytes, Meta(max_length=180_000)] = b""

    def __repr__(self) -> str:
        """Says nothing, so that no log and no traceback can."""
        return "PortraitSheet()"


class AccountQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question to the bank register: does this account belong to the holder of this name and identity number?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    account: Annotated[str, Meta(pattern=r"^[0-9]{8,30}$")]
    holder: Subject

    def __repr__(self) -> str:
        """Names the question, never the account."""
        return f"AccountQuery({self.request_id})"


class AccountSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bank register's answer about one account; its body is signed.

    `cannot_tell`: the bank isn't connected or doesn't check names of accounts of this kind.
    """

    request_id: UUID
    answer: Literal["match", "no_match", "cannot_tell"]


class ChangesQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question to the population register: what has changed since this place in its feed? Empty: from the beginning."""

    request_id: UUID
    after: Annotated[str, Meta(max_length=60)] = ""


class RegisteredChange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that happened to somebody: a death, or a household registration that moved from one division to another."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    kind: Literal["died", "moved"]
    on: date
    id_number: Annotated[str, Meta(min_length=8, max_length=18)]
    origin: Annotated[str, Meta(pattern=r"^([0-9]{6,12})?$")] = ""
    to: Annotated[str, Meta(pattern=r"^([0-9]{6,12})?$")] = ""

    def __post_init__(self) -> None:
        """Refuse a move from nowhere or to nowhere, and a death that moves."""
        if (self.kind == "moved") != bool(self.origin and self.to) or bool(self.origin) != bool(self.to):
            raise ValueError("a move has two ends, a death has none")

    def __repr__(self) -> str:
        """Names the kind, never the person."""
        return f"Change({self.kind!r})"


class ChangesSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The next changes of the feed, the oldest first, and the place after the last of them; its body is signed."""

    request_id: UUID
    changes: Annotated[tuple[RegisteredChange, ...], Meta(max_length=200)]
    next: Annotated[str, Meta(max_length=60)]


class RegisterValue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value as one register knows it; null means that the register has no such record."""

    attribute: str
    value: Any
    source: Register
    as_of: Moment
    expires: Moment | None = None

    def __post_init__(self) -> None:
        """Refuse a time outside the years that a register can mean."""
        for moment in (self.as_of, self.expires or self.as_of):
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise ValueError("no such time")

    def __repr__(self) -> str:
        """Names the attribute, never the value."""
        return f"Told({self.attribute!r})"


class RegisterResponse(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came back for one question."""

    request_id: UUID
    answers: tuple[RegisterValue, ...]
    silent: tuple[str, ...] = ()


class Answers(Struct, frozen=True, kw_only=True):
    """What the registers said of one person; what is not in `facts` is in `silent`."""

    facts: dict[str, tuple[Fact, ...]]
    silent: frozenset[str]
    unanswered: frozenset[Register] = frozenset()

    def __repr__(self) -> str:
        """Names the attributes, never the values."""
        return f"Answers({sorted(self.facts)}, silent={sorted(self.silent)}, unanswered={sorted(self.unanswered)})"

    @property
    def down(self) -> bool:
        """Did at least one register not answer at all? Asking again later may help."""
        return bool(self.unanswered)
