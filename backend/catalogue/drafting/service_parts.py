"""Parts of a service as editors see them: which fields each holds. Every field of a service stands in one part or is fixed."""

from typing import Literal

from backend.catalogue.lint.lint_finding import LintFinding

Part = Literal["about", "who", "papers", "form", "steps", "money", "questions", "search", "basis", "status"]
RULE: Literal["rule"] = "rule"
"""The part of a draft that is no part of its service: see `RULE_FIELDS`."""

PARTS: dict[Part, tuple[str, ...]] = {
    "about": (
        "name", "purpose", "department", "item_type", "audience", "handling", "effects", "helper", "printable", "confidence",
        "checked_on", "review_by", "name_en", "purpose_en", "purpose_elder",
    ),
    "who": ("who", "not_who", "groups"),
    "papers": ("material",),
    "form": ("field",),
    "steps": ("step", "limit", "channels", "zero_trip"),
    "money": ("fee", "result"),
    "questions": ("question",),
    "search": ("aliases", "life_events", "related"),
    "basis": ("legal", "deadline", "provenance"),
    "status": ("status",),
}  # fmt: skip
RULE_FIELDS = ("rules", "instant", "cases")
"""Fields of a content beside its service: the rule, edited as a table of its own."""
FIXED = ("code", "grants", "elsewhere", "offer", "announce")
"""Fields that no part changes: the code stays, the others change by a file import."""


def part_of(field: str) -> Part | None:
    """Return the part that holds a field of a service; None for the fixed ones."""
    return next((part for part, fields in PARTS.items() if field in fields), None)


def finding_part(finding: LintFinding) -> Part | None:
    """Return the part in which a finding is mended; sources are written in the basis part."""
    return part_of(str(finding.path[0])) if finding.path else None
