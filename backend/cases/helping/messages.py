"""What principal and helper are told when a case goes from one to the other; the sentences are in messages.toml. No names."""

from backend.kit.messages.render import Messages

_messages = Messages.beside(__file__)
CLAIMED, HANDED_ON, SENT_BACK = _messages.take("claimed"), _messages.take("handed_on"), _messages.take("sent_back")
