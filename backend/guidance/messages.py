"""Messages to the guided resident, a helper and an officer; the sentences are in messages.toml. No names: titles reach lock screens."""

from backend.guidance.types import EndReason, EventKind, GuidedPage
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

TOPIC = "safety"
HELPER, OFFICER = Audience.HELPER, Audience.OFFICER

_messages = Messages.beside(__file__)
ASKED, OVER, STOPPED = _messages.take("asked"), _messages.take("over"), _messages.take("stopped")
OPENED_FILE = _messages.take("opened_file")
END_REASONS = _messages.words("EndReason", EndReason)
KINDS = _messages.words("EventKind", EventKind)
PAGES = _messages.words("GuidedPage", GuidedPage)
