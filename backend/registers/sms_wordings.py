"""Short messages as their templates are registered with the carrier: the gateway is given a key and parameters."""

from backend.kit.messages.render import Messages

SMS = Messages.beside(__file__).group("sms")
