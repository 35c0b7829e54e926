"""Notices about a case: topic and message, rendered from facts. The sentences are in `messages.toml`; pure."""

from msgspec import Struct

from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience, Rendered
from backend.rules.decision import Decision
from backend.rules.explain import summary_for_officer

_messages = Messages.beside(__file__)
APPROVED, APPROVED_BY_OFFICER = _messages.take("approved"), _messages.take("approved_by_officer")
HANDED_OVER, ALL_MET = _messages.take("handed_over"), _messages.take("all_met")
PAYMENT = _messages.group("payment")
KEPT_BY_PRINCIPAL = _messages.take("kept_by_principal")
HELPER_ACTED = _messages.take("helper_acted")
HELPER_ACTS = _messages.words("HelperAct")
"""What a helper did, by the kind of event; `other` for a kind that has no word."""


class NoticeContent(Struct, frozen=True):
    """A message for the inbox with its topic; what goes to a lock screen says less."""

    topic: str
    said: Rendered


def approved(service: Service, decision: Decision) -> NoticeContent:
    """Approved by rule."""
    grant = decision.grant.says if decision.grant else None
    return NoticeContent("decision", APPROVED(service=service.name, grant=grant))


def approved_by_officer(service: Service, decision: Decision) -> NoticeContent:
    """Approved by an officer: the parts of a rule's decision, and the officer's own note where there is one."""
    note = decision.officer.note if decision.officer else None
    return NoticeContent("decision", APPROVED_BY_OFFICER(service=service.name, summary=decision.summary, note=note))


def payment(step: str, name: str, reason: str) -> NoticeContent:
    """An officer stopped or resumed what is paid; the decision stands."""
    return NoticeContent("decision", PAYMENT[step](name=name, reason=reason))


def so_far(decision: Decision) -> str:
    """Summary of the machine's decision for a case that an officer handles; a yes that took no effect isn't called an approval."""
    return ALL_MET().text if decision.outcome == "approve" else decision.summary


def so_far_for_officer(decision: Decision) -> str:
    """Summary of the machine's decision for the officer who goes on with the case."""
    if decision.outcome == "approve":
        return ALL_MET(Audience.OFFICER).text
    return summary_for_officer(decision)


def handed_over(service: Service, decision: Decision | None) -> NoticeContent:
    """Handed over to an officer; without a decision where its reasons may not be read yet."""
    return NoticeContent("progress", HANDED_OVER(service=service.name, so_far=so_far(decision) if decision else None))
