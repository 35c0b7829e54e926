"""Type of a lint finding."""

from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

Path = tuple[str | int, ...]
SAYS = Messages.beside(__file__).texts("findings", Audience.OFFICER)


class LintFinding(Struct, frozen=True):
    """Finding: text and path in the service; advice doesn't prevent publication."""

    path: Path
    says: str
    advice: bool = False


def format_path(path: Path) -> str:
    """Format a path as material[1].checks."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or SAYS("whole_service")
