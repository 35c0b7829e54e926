"""What principal and helper are told of a mandate; the sentences are in messages.toml, the principal's as the resident's. No names."""

from backend.delegation.types import EndReason
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

TOPIC = "safety"
LINK = "/mandates"
PRINCIPAL, HELPER = Audience.RESIDENT, Audience.HELPER

_messages = Messages.beside(__file__)
ANSWERED, ACTIVE, SLEEPING = _messages.take("answered"), _messages.take("active"), _messages.take("sleeping")
BY_LAW, DECLINED, NARROWED = _messages.take("by_law"), _messages.take("declined"), _messages.take("narrowed")
PAUSED, HELD, RESUMED = _messages.take("paused"), _messages.take("held"), _messages.take("resumed")
HELD_CASE = _messages.take("held_case")
ENDS_SOON, REGISTER = _messages.take("ends_soon"), _messages.take("register")
ENDED = _messages.group("ended")
ENDS_HERE, UNUSED_SOON = _messages.take("ends_here"), _messages.take("unused_soon")
ASKED, INVITED = _messages.take("asked"), _messages.take("invited")
OPENED, LOOKED_UP, VIEWER = _messages.take("opened"), _messages.take("looked_up"), _messages.take("viewer")
END_REASONS = _messages.words("EndReason", EndReason)
POWERS = _messages.words("Power")
