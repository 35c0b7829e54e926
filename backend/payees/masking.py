"""Account numbers as people read them."""


def tail(account: str) -> str:
    """The masked form: only the last four digits (“尾号0129”)."""
    return f"尾号{account[-4:]}" if account else ""


def grouped(account: str) -> str:
    """In groups of four, as on a card, so that two people can compare them."""
    return " ".join(account[i : i + 4] for i in range(0, len(account), 4))
