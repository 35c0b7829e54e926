"""What residents, officers and editors call fields, kinds of papers, and checks."""

from backend.catalogue.vocabulary import CheckName
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words

LABELS = _words("Label")
"""Fields printed on documents; `unnamed` for one without a name here."""
UNNAMED = "unnamed"
CHECKS = _words("Check", CheckName)
"""What each check looks at, for officers and editors."""


class LabelKeys(dict[str, str]):
    """By name of a field the key of its label; `unnamed` for one without a label."""

    def __missing__(self, name: str) -> str:
        return UNNAMED


LABEL_KEYS = LabelKeys((name, name) for name in LABELS)
