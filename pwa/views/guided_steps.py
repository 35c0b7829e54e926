"""The addresses of the steps that a guide may see something of, both ways; every other address is none of them. Pure."""

import re
from typing import Any
from uuid import UUID

from backend.guidance.types import NOWHERE, GuidedStep

ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WAYS = (
    (re.compile(r"/services/(?P<service>FT\d{7})"), "service"),
    (re.compile(r"/cases/new\?service=(?P<service>FT\d{7})"), "start"),
    (re.compile(rf"/cases/(?P<case>{ID})"), "tasks"),
    (re.compile(rf"/cases/(?P<case>{ID})/form/(?P<number>\d{{1,2}})"), "questions"),
    (re.compile(rf"/cases/(?P<case>{ID})/papers/(?P<slot>\w{{1,40}})"), "paper"),
    (re.compile(rf"/cases/(?P<case>{ID})/check"), "check"),
)


def step_at(path: str) -> GuidedStep:
    """The step at an address of ours; NOWHERE for any other."""
    for pattern, page in WAYS:
        if found := pattern.fullmatch(path.partition("#")[0]):
            return step_of(page, found.groupdict())
    return NOWHERE


def step_of(page: Any, parts: dict[str, str]) -> GuidedStep:
    """The step of the parts of an address."""
    return GuidedStep(
        page=page, service=parts.get("service", ""), case=UUID(parts["case"]) if "case" in parts else None,
        number=int(parts.get("number", 0)), slot=parts.get("slot", ""),
    )  # fmt: skip


def address_of(step: GuidedStep) -> str:
    """Where a step is; "/" for none."""
    if step.page == "service":
        return f"/services/{step.service}"
    if step.page == "start":
        return f"/cases/new?service={step.service}"
    below = {"questions": f"/form/{step.number}", "paper": f"/papers/{step.slot}", "check": "/check"}
    return f"/cases/{step.case}{below.get(step.page, '')}" if step.case else "/"
