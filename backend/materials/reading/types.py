"""Types of a reading: regions, fields, quality, findings. Regions are fractions (0 to 1) of the cleaned page."""

from typing import Literal

from msgspec import Struct

from backend.catalogue.vocabulary import CheckName, DocumentClass
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience, Rendered

Outcome = Literal["passed", "failed", "could_not_tell"]
Status = Literal["read", "unreadable", "could_not_tell"]
Reason = Literal[
    "empty",
    "too_large",
    "unknown_type",
    "not_an_image",
    "too_many_pixels",
    "odd_shape",
    "damaged",
    "too_many_pages",
    "page_too_large",
    "encrypted",
    "no_heic",
    "hidden_content",
    "slow",
    "crashed",
    "out_of_memory",
    "unavailable",
    "harmful",
    "unscanned",
]

_messages = Messages.beside(__file__)
UNREADABLE = _messages.texts("refusals.file-type-refused", members=Reason)
"""Why a file couldn't be read, and what to do."""
FINDINGS = _messages.group("findings") | {f"unreadable.{reason}": said for reason, said in UNREADABLE.messages.items()}


class Region(Struct, frozen=True, array_like=True):
    """Rectangle on a page: left, top, right, bottom as fractions; pages count from 0."""

    left: float
    top: float
    right: float
    bottom: float
    page: int = 0


class ReadField(Struct, frozen=True):
    """Recognised value; `confirmed` if it agrees with something independent."""

    value: str
    confirmed: bool = False
    region: Region | None = None
    score: float = 0.0
    why: str = ""
    maybe_shortened: bool = False
    """The space beside the value, where more of it could stand, was not seen empty."""


class Quality(Struct, frozen=True):
    """Photo quality, measured at the text."""

    sharpness: float = 0.0
    """Median over lines of the variance of the Laplacian, contrast stretched, lines scaled to one height."""
    light: float = 0.0
    """The 95th percentile of grey inside the text boxes, 0 to 255: how bright the paper (or light print) appears."""
    glare: tuple[Region, ...] = ()
    text_area: Region | None = None
    text_width: int = 0
    legibility: float = 0.0
    """The mean score of the text, each line by its length; shaken photos keep edges but lose this."""
    touches_edge: bool = False
    """Text stands at the picture's edge, so more may lie outside."""
    cut_sides: tuple[str, ...] = ()
    """Sides of the picture over which the paper seems to run out while elsewhere the table is seen."""
    photocopy: bool = False
    """A copy or a paper as white as glare: glare can't be told there."""
    seal: Region | None = None
    purpose_text: bool = False
    """A purpose (仅供…使用) is printed all over the paper."""


class CleanPage(Struct, frozen=True):
    """Clean page: fresh JPEG, upright, without metadata."""

    jpeg: bytes
    width: int
    height: int


class Reading(Struct, frozen=True):
    """Result of reading a file. `status` `could_not_tell` is a failure of the machine, never of the resident."""

    status: Status
    kind: DocumentClass = "other"
    kind_sure: bool = False
    fields: dict[str, ReadField] = {}
    quality: Quality = Quality()
    page_count: int = 0
    pages: tuple[CleanPage, ...] = ()
    text: tuple[str, ...] = ()
    reason: Reason | None = None
    seconds: float = 0.0
    model_seconds: float = 0.0
    several_people: bool = False
    """The cards of two people are in one photo, so nobody knows whose is meant."""
    fault: str = ""
    """For the operator: kind and place of a fault of ours."""


class ExpectedDocument(Struct, frozen=True):
    """Expected document class, and values of account and form to compare with, by field name."""

    kind: DocumentClass | None = None
    profile: dict[str, str] = {}
    form: dict[str, str] = {}
    same_person: tuple[str, ...] = ()
    """Names or numbers read on the other papers of the same case."""


class Finding(Struct, frozen=True):
    """Result of one check on one material; `key` and `facts` name its message in messages.toml, `seen` is what was measured or read."""

    check: str
    outcome: Outcome
    key: str = "earlier"
    facts: dict[str, str | int | tuple[str, ...]] = {}
    seen: str = ""
    region: Region | None = None

    @property
    def reason(self) -> str:
        """What was found, for the resident."""
        return self.message().text

    @property
    def advice(self) -> str:
        """What to do, for the resident."""
        return self.message().body

    def message(self, audience: Audience = Audience.RESIDENT) -> Rendered:
        """Render for an audience: `text` what was found, `body` what to do."""
        return FINDINGS[self.key](audience, **self.facts)


MOST_PAGES = 10


class Check(Struct, frozen=True):
    """Check with its argument: months, field name, or page numbers."""

    name: CheckName
    argument: str = ""

    def months(self) -> int | None:
        """Maximum age of a document in months."""
        return int(self.argument) if self.argument else None

    def page_range(self) -> tuple[int, int]:
        """Minimum and maximum number of pages; the maximum per file without argument."""
        least, _, most = (self.argument or f"1-{MOST_PAGES}").partition("-")
        return int(least), int(most or least)
