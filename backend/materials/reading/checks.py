"""What residents, officers and editors call fields, kinds of papers, and checks."""

from backend.catalogue.vocabulary import CheckName
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words

LABELS = _words("Label")
"""Fields printed on documents; `unnamed` for one without a name here."""
UNNAMED = "unnamed"
CHECKS = _words("Check", CheckName)
"""What each check looks at, for officers and editors."""


def label(name: str) -> str:
    """Return the key of a field's label."""
    return name if name in LABELS else UNNAMED
