"""Messages about a payee account for residents, their old contacts and officers: no names, no numbers. Sentences in `messages.toml`."""

from datetime import date

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.payees.types import AccountState, NameCheck, StoppedBy

TOPIC = "safety"
LINK = "/me/account"
SMS_CHANGE, SMS_STOPPED = "payee_change", "payee_stopped"

_messages = Messages.beside(__file__)
REGISTERED, WAITING = _messages.take("registered"), _messages.take("waiting")
EARLIER = _messages.take("earlier_void")
STOPPED, WHY = _messages.group("stopped"), _messages.words("StoppedWhy")
BANK, FOR_OFFICER = _messages.group("bank"), _messages.words("NameCheck", NameCheck)
STATES = _messages.words("State", AccountState)
REPLACED, PROPOSAL = _messages.take("replaced"), _messages.take("proposal")
WAITS, IN_FORCE, KNOWN_BEFORE, ON_RECEIPT = map(_messages.take, ("waits", "in_force", "known_before", "on_receipt"))
TONES: dict[str, str] = {
    "match": "good",
    "no_match": "warn",
    "cannot_tell": "info",
    "no_account": "info",
    "others": "info",
}
"""Tone of the notice on the page, by what the bank register says."""


def proposed(on: date, today: date, replaces: bool) -> Rendered:
    """A new account was approved; from which day it is paid to, and how to stop it."""
    before = EARLIER().text if replaces else None
    return REGISTERED(before=before) if on <= today else WAITING(before=before, on=on)


def stopped(by: StoppedBy) -> Rendered:
    """A change of the account was stopped."""
    return STOPPED[f"by_{by}"]()


def stop_reason(by: StoppedBy | None, reason: str) -> str:
    """Why it was stopped: an officer's words as written, the system's by key."""
    return reason if by == "officer" else WHY.get(reason, "")


def waits(on: date) -> str:
    """A change that isn't in force yet, on the page of the case and on the receipt."""
    return WAITS(on=on).text


def in_force_since(on: date, registered: bool) -> str:
    """The account in force; of one that a register held before, nobody here knows since when."""
    return KNOWN_BEFORE().text if registered else IN_FORCE(on=on).text


def on_receipt(on: date) -> str:
    """A change on the receipt, which others may read: the day and no number."""
    return ON_RECEIPT(on=on).text
