"""What every lock screen shows of a message, whatever the message says."""

from backend.kit.messages.render import Messages

RING = Messages.beside(__file__).take("ring")
