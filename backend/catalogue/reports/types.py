"""Types of reports."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.catalogue.drafting.service_parts import Part


class Sentence(Struct, frozen=True):
    """A sentence of a service that a visitor may point at; `place` is its path."""

    place: str
    part: Part
    text: str


class PageReport(Struct, frozen=True, kw_only=True):
    """A report as editors read it: without whose it is."""

    id: UUID
    code: str
    digest: str
    place: str
    sentence: str
    says: str
    signed_in: bool
    created_at: datetime
