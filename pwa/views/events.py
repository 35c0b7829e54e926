"""Names of the events of a case, as its resident and an officer read them."""

from backend.cases.consents.messages import HOW, VOID_REASONS
from backend.cases.types import Event
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words
EVENT_SAYS = _words("EVENT_SAYS")
EVENT_FOR_OFFICER = _words("EventForOfficer")
HELPER_EVENT_FOR_OFFICER = _words("HelperEventForOfficer")
"""What a helper may do in a case."""
QUIET = frozenset(
    {
        "answered",
        "paper_added",
        "paper_removed",
        "paper_insisted",
        "opened",
        "field_opened",
        "field_closed",
        "value_compared",
    }
)
"""Kinds that a timeline leaves out."""


def event_says(event: Event) -> str:
    """What an event adds to its name: the reason that an officer wrote, how a consent was given, why a request became void."""
    detail = event.detail
    if event.kind == "consent_given":
        return HOW[detail["how"]]
    if event.kind == "consent_void":
        return VOID_REASONS.get(detail["changed"], "")
    return str(detail.get("reason", ""))
