"""A message: typed facts in, one text for each audience out."""

from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Audience(StrEnum):
    """Who reads or hears a message."""

    RESIDENT = "resident"
    HELPER = "helper"
    OFFICER = "officer"
    MACHINE = "machine"


class Rendered(Struct, frozen=True, kw_only=True):
    """One message for one audience in one language; `version` is kept with whatever was sent."""

    key: str
    version: str
    title: str = ""
    body: str = ""
    text: str = ""
    action: str = ""
    sms: str = ""
    push: str = ""

    def __str__(self) -> str:
        return self.text or self.body or self.title


PARTS = ("title", "body", "text", "action", "sms", "push")
LONGEST = {"title": 40, "body": 600, "text": 300, "action": 12, "sms": 134, "push": 60}
"""Longest rendering of each part in characters: two SMS of 67 UCS-2 characters (3GPP TS 23.040), one line of a lock screen."""

Sentences = tuple[str, ...]
Parts = dict[str, Sentences]


class Entry(Struct, frozen=True, kw_only=True):
    """One message as its file declares it.

    `facts` gives each placeholder its kind: `text`, `clause` (without punctuation at its ends), `day`, `short_day`, `month`,
    `short_month`, `weekday`, `moment`, `full_moment`, `number`, `yuan`, `list` (joined by 、; `list NAME`: of words), `clauses`
    (joined by ；), `typed` (what somebody typed, shown even if it is empty), or `words NAME` for a member of an enumeration whose
    words are in the same file. A kind that ends in `?` may be empty: then every sentence that names it is left out.
    """

    key: str
    about: str
    facts: dict[str, str] = field(default_factory=dict)
    audiences: dict[Audience, Parts] = field(default_factory=dict)
    samples: tuple[dict[str, Any], ...] = ()
    version: str = ""
