"""Lint: a service that is no longer in force says since when, why, and where it leads."""

from collections.abc import Iterator, Mapping

from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.sources import parse_sources
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
INCOMPLETE, NO_LAW, LEADS_NOWHERE, SURPLUS = (
    _messages.take(f"statuses.{key}") for key in ("incomplete", "no-law", "leads-nowhere", "surplus")
)


def check_status(service: Service) -> Iterator[LintFinding]:
    """Return what is missing in the status of one service."""
    status = service.status
    if status.state == "in_force":
        if status.says or status.leads_to or status.source or status.since is not None:
            yield LintFinding(("status",), SURPLUS(Audience.OFFICER).text)
        return
    if status.since is None or not status.says:
        yield LintFinding(("status",), INCOMPLETE(Audience.OFFICER).text)
    if parse_sources(status.source) is None:
        yield LintFinding(("status", "source"), NO_LAW(Audience.OFFICER).text)


def check_leads_to(service: Service, services: Mapping[str, Service]) -> Iterator[LintFinding]:
    """Return where a status leads to nothing that can be applied for."""
    for index, code in enumerate(service.status.leads_to):
        if code not in services or services[code].status.state != "in_force":
            yield LintFinding(("status", "leads_to", index), LEADS_NOWHERE(Audience.OFFICER, code=code).text)
