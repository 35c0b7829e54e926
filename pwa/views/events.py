"""Names of the events of a case, as its resident and an officer read them."""

from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words
EVENT_SAYS = _words("EVENT_SAYS")
EVENT_FOR_OFFICER = _words("EventForOfficer")
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
