"""Announcements (提前告知): of what a service tells residents by itself, how many days before, and on which ground."""

from collections.abc import Iterable
from typing import Literal

from backend.catalogue.service_part import ServicePart


class Announcement(ServicePart, frozen=True, kw_only=True):
    """One thing that residents are told once, some days before it comes or after it happened.

    `eligible`: the day on which the service's rule holds for somebody. `lapses`: the last day of a paper. `happened`: a life event (a birth,
    a move, a marriage, a graduation, a pension that began); told within so many days after it. The attribute of the register that knows the
    date is named. `amount`: a dated version of the rule changes a running grant; `says` is the editor's sentence in the message to its holder,
    which goes out by the dates of the rule (decision 0223). A `duty` is something that a person must not miss: it is told without being asked for and isn't capped.
    """

    key: str
    when: Literal["eligible", "lapses", "happened", "amount"]
    days: int
    source: str
    topic: Literal["benefit", "paper"] = "benefit"
    duty: bool = False
    sms: bool = False
    attribute: str = ""
    says: str = ""


def amount_sentence(announced: Iterable[Announcement]) -> str | None:
    """Return what editors say about another amount; None where they say nothing."""
    return next((one.says for one in announced if one.when == "amount"), None)
