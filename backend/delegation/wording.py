"""What a principal agrees to: templates with version and digest, and the exact words of one consent with theirs. Pure but for the file."""

import hashlib
import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.delegation.types import Granted
from backend.kit.clock import local_date
from backend.kit.messages.formats import clauses
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.messages.render import Messages
from backend.residents.types import Power

FILE = Path(__file__).with_name("wordings.toml")
Key = Literal[
    "mandate", "mandate_spoken", "told_by_voice", "held_by_voice", "submission", "submission_spoken", "account_spoken"
]
_messages = Messages.beside(__file__)
AGREED, SPOKEN_SERVICES, TERMS = (
    _messages.texts("agreed"),
    _messages.take("spoken_services"),
    _messages.words("SPOKEN_TERMS"),
)
NAMED = 3  # services that a call names


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One template; `second`, `agreed` and `refused` are what a call says afterwards."""

    key: Key
    version: str
    text: str
    law: str
    second: str = ""
    agreed: str = ""
    refused: str = ""
    earlier: dict[str, str] = {}  # digests of former versions

    @property
    def digest(self) -> str:
        """SHA-256 of everything that is read or said, in hex."""
        return sha256("\n".join((self.key, self.version, self.text, self.second, self.agreed, self.refused)))

    def knows(self, version: str, digest: str) -> bool:
        """Is this the digest of one of our versions?"""
        return {**self.earlier, self.version: self.digest}.get(version) == digest


class Said(Struct, frozen=True):
    """The exact words of one consent, bound to their template."""

    wording: Wording
    words: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hex."""
        return sha256(self.words)


@cache
def wordings() -> dict[str, Wording]:
    """Every template by key."""
    tables = tomllib.loads(FILE.read_text("utf-8"))
    return {key: msgspec.convert({**table, "key": key}, Wording) for key, table in tables.items()}


def fill_wording(key: Key, **values: str) -> Said:
    """A template with its values."""
    wording = wordings()[key]
    return Said(wording, wording.text.strip().format(**values))


def voice(about: Literal["begun", "held"]) -> str:
    """What a landline is told when a mandate begins, or stands still."""
    return wordings()["told_by_voice" if about == "begun" else "held_by_voice"].text.strip()


@speaking(SOURCE)  # what is agreed to is the same text, whatever language its page is read in
def for_mandate(
    catalogue: PublishedCatalogue, helper: str, granted: tuple[Granted, ...], days: int | None, now: datetime
) -> Said:
    """What the principal reads before she agrees to a mandate."""
    return fill_wording("mandate", helper=helper, services=services(catalogue, granted), term=term(days, now))


def services(catalogue: PublishedCatalogue, granted: tuple[Granted, ...]) -> str:
    """Every service by name, under how far the helper may go in it."""
    powers = sorted({one.power for one in granted}, reverse=True)
    return clauses(AGREED("services", names=_names(catalogue, granted, power), power=power) for power in powers)


def _names(catalogue: PublishedCatalogue, granted: tuple[Granted, ...], power: Power) -> list[str]:
    return [name(catalogue, one.service) for one in granted if one.power == power]


@speaking(SOURCE)
def spoken_services(catalogue: PublishedCatalogue, granted: tuple[Granted, ...]) -> str:
    """Services of a mandate as they are spoken: by power, the first three by name and how many more."""
    parts = []
    for power in sorted({one.power for one in granted}):
        names = _names(catalogue, granted, power)
        more = len(names) if len(names) > NAMED else None
        parts.append(SPOKEN_SERVICES(names=names[:NAMED], more=more, power=power).text)
    return clauses(parts)


def name(catalogue: PublishedCatalogue, code: str) -> str:
    """A service's name, or its code where it isn't published any more."""
    version = catalogue.get(code)
    return code if version is None else version.service.name


def term(days: int | None, now: datetime) -> str:
    """How long a mandate runs that begins now."""
    if days is None:
        return AGREED("no_end")
    last = local_date(now + timedelta(days=days))
    return AGREED("a_day") if days == 1 else AGREED("days", days=days, last=last)


@speaking(SOURCE)
def spoken_term(days: int | None) -> str:
    """The words of a consent as they are spoken on the telephone."""
    return TERMS["none" if days is None else str(days)]


def sha256(text: str) -> str:
    """The digest of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
