"""Masks for numbers and names: their owner recognises them, and a person looking on doesn't learn them."""

from backend.kit.messages.render import Messages

TAIL = Messages.beside(__file__).take("account_tail")


def identity_number(value: str) -> str:
    """Mask all but the first three and last four characters; a value of fewer than nine stays whole."""
    return value if len(value) < 9 else f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"


def phone(number: str) -> str:
    """Mask a number in E.164 form: 138****8003 of this country, +852*****567 of another."""
    national = number.removeprefix("+86")
    if national.startswith("+"):
        return national[:4] + "*" * max(0, len(national) - 7) + national[-3:]
    return national[:3] + "****" + national[-4:] if national else ""


def name(value: str) -> str:
    """Show only the first character of a name: 陈＊＊."""
    return value[:1] + "＊" * min(len(value) - 1, 3) if value else ""


def account(number: str) -> str:
    """Show only the last four digits of an account number: 尾号0129."""
    return TAIL(digits=number[-4:]).text if number else ""


def grouped(number: str) -> str:
    """Write an account number in groups of four, as on a card, so that two people can compare them; nothing is masked."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
