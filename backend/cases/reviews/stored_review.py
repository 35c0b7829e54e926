"""Stored review of a paper, sealed: fields and findings, enough to repeat comparisons without the picture."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading.date_checks import last_day
from backend.materials.reading.run_checks import VERSIONS
from backend.materials.reading.types import Finding, Outcome, Quality, ReadField, Reading, Reason, Status
from backend.materials.types import Material


class StoredReview(Struct, frozen=True):
    """Result of pre-review: fields read and findings of the checks."""

    kind: DocumentClass
    fields: dict[str, ReadField]
    findings: tuple[Finding, ...]
    reason: Reason | None = None
    """Why the file couldn't be read, or not now."""
    status: Status = "read"
    kind_sure: bool = False
    quality: Quality = Quality()
    page_count: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    """Width and height of each page, to draw the findings' places on it."""
    several_people: bool = False
    issuer: str = ""
    """Whose register an electronic licence comes from."""

    def reading(self) -> Reading:
        """Rebuild the reading, without pictures and lines."""
        return Reading(
            self.status,
            self.kind,
            self.kind_sure,
            self.fields,
            self.quality,
            self.page_count,
            text=("…",),
            reason=self.reason,
            several_people=self.several_people,
        )


def from_reading(reading: Reading, findings: Sequence[Finding]) -> StoredReview:
    """Build the stored review of a reading."""
    sizes = tuple((page.width, page.height) for page in reading.pages)
    return StoredReview(
        reading.kind, reading.fields, tuple(findings), reading.reason, reading.status, reading.kind_sure, reading.quality,
        reading.page_count, sizes, reading.several_people,
    )  # fmt: skip


def open_review(services: CaseServices, paper: Material) -> StoredReview | None:
    """Decrypt the stored review of a paper; None before it was read."""
    if paper.reading is None:
        return None
    return msgspec.json.decode(services.vault.open(paper.reading, f"reading:{paper.id}"), type=StoredReview)


def review_columns(services: CaseServices, id: UUID, review: StoredReview, advisory: frozenset[str]) -> dict[str, Any]:
    """Columns of a reviewed paper: check names and outcomes in clear, everything else sealed."""
    return {
        "verdict": verdict(review, advisory),
        "findings": [
            {"check": f.check, "outcome": f.outcome, "version": VERSIONS.get(f.check, 0)} for f in review.findings
        ],
        "reading": services.vault.seal(msgspec.json.encode(review), f"reading:{id}"),
    }


def verdict(review: StoredReview, advisory: frozenset[str]) -> Outcome:
    """Overall verdict: failed if a binding check failed, could_not_tell if one doubts, else passed."""
    failed = {f.check for f in review.findings if f.outcome == "failed"}
    if review.status == "unreadable" or failed - advisory:
        return "failed"
    doubted = failed or any(f.outcome == "could_not_tell" for f in review.findings)
    return "could_not_tell" if review.status == "could_not_tell" or doubted else "passed"


def valid_until(review: StoredReview) -> date | None:
    """Last day of validity, if the paper states one."""
    field = review.fields.get("valid_until")
    return last_day(field.value) if field else None
