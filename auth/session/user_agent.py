"""Kind of device and browser from the User-Agent header, in Chinese; no finer details are stored."""

from backend.kit.messages.render import Messages

_messages = Messages.beside(__file__)
_words = _messages.words
OTHER = _messages.take("other_device")
KINDS = _words("KINDS")
BROWSERS = _words("BROWSERS")


def describe(user_agent: str) -> str:
    """Describe a User-Agent, for example 安卓手机 · 微信."""
    kind = next((says for sign, says in KINDS.items() if sign in user_agent), OTHER().text)
    browser = next((says for sign, says in BROWSERS.items() if sign in user_agent), "")
    return f"{kind} · {browser}" if browser else kind
