"""Deadlines (最晚什么时候) that the applicant has to keep: counted from an event, before one, or on a day of the year."""

from typing import Literal

from backend.catalogue.service_part import ServicePart

DeadlineUnit = Literal["day", "working_day", "month", "year"]


class Deadline(ServicePart, frozen=True, kw_only=True):
    """Deadline of a person or body: who, by when, from what, and what is lost.

    Either `within` counts units after `since` (before it if `before`), or `by` names the last day of each year as MM-DD.
    `since_field` is the date field of the form from which it counts, so that a reminder can be computed; "" if no field asks it.
    """

    key: str
    who: str
    says: str
    since: str
    source: str
    within: int | None = None
    unit: DeadlineUnit = "day"
    before: bool = False
    by: str = ""
    since_field: str = ""
    lost: str = ""
    loses_claim: bool = False
