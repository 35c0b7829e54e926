"""What principal and helper are told of a consent, and the words of its lines; the sentences are in messages.toml."""

from backend.cases.consents.types import VoidReason
from backend.cases.types import ConsentWay
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

PRINCIPAL, HELPER = Audience.RESIDENT, Audience.HELPER
TOPIC = "other"

_messages = Messages.beside(__file__)
ASKED, AGREED, REFUSED = _messages.take("asked"), _messages.take("agreed"), _messages.take("refused")
VOID, LAPSED, WITHDRAWN = _messages.take("void"), _messages.take("lapsed"), _messages.take("withdrawn")
MOVED_ON = _messages.take("moved_on")
ACCOUNT, FOLLOWS, PAPER = _messages.group("account"), _messages.group("follows"), _messages.take("paper")
VOID_REASONS = _messages.words("VoidReason", VoidReason)
HOW = _messages.words("ConsentWay", ConsentWay)
"""How she answered, as events and receipts say it."""
VERIFY_SAYS, VERIFY_HELP = (
    _messages.texts("verified", Audience.MACHINE),
    _messages.texts("verify_help", Audience.MACHINE),
)
CODE_ENTERED = _messages.take("code_entered")
OPENED_AT_DESK = _messages.take("opened_at_desk")
HIDDEN_IN_PERSON = _messages.texts("in_person")
HEARD = _messages.texts("heard")
