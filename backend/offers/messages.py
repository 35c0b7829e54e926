"""What is said of an offer, to residents, officers and programs; the sentences are in messages.toml."""

from datetime import date
from typing import Literal

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.offers.types import OfferContent, ServiceOffer, State

TOPIC, LINK = "other", "/me/offers"
SMS_MADE, SMS_UNCLEAR, SMS_ALERT = "offer_made", "offer_unclear", "offer_alert"
HandedOverWhy = Literal[
    "not_verified", "number", "account", "unclear", "terms_changed", "number_changed", "own_draft", "incomplete", "registers_silent"
]  # fmt: skip
Answer = Literal["yes", "stop"]
WhyContactWaits = Literal["yes", "unclear"]

_messages = Messages.beside(__file__)
OFFERED, STOPPED = _messages.group("offered"), _messages.group("stopped")
ACCEPTED, EXPIRED, SUBMITTED = _messages.take("accepted"), _messages.take("expired"), _messages.take("submitted")
HANDED_OVER, SETTLED = _messages.take("handed_over"), _messages.take("settled")
READ_BY_OFFICER, ACCOUNT_NONE = _messages.take("read_by_officer"), _messages.take("account_none")
ANSWERS = _messages.words("Answers", Answer)
"""The words that count as an answer; any other is asked about."""
WHY_CONTACT_WAITS = _messages.words("WhyContactWaits", WhyContactWaits)
WHY_FOR_OFFICER = _messages.words("WhyForOfficer", HandedOverWhy)
STATES, WHY = _messages.words("State", State), _messages.words("HandedOverWhy", HandedOverWhy)


def offered(key: str, service: str, on: date) -> Rendered:
    """The words of an offer."""
    return OFFERED[key](service=service, on=on)


def offer_message(offer: ServiceOffer, content: OfferContent) -> Rendered:
    """What the person is told of where an offer ended."""
    service = content.name
    match offer.state:
        case "stopped":
            return STOPPED[offer.reason](service=service)
        case "expired":
            return EXPIRED(service=service)
        case "submitted":
            return SUBMITTED(service=service)
    return HANDED_OVER(service=service, why=offer.reason)
