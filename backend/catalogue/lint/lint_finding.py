"""One thing wrong in a service, and where in it."""

from msgspec import Struct

Path = tuple[str | int, ...]


class LintFinding(Struct, frozen=True):
    """What is wrong, at which place of the service; advice is worth a look but keeps nobody from publishing."""

    path: Path
    says: str
    advice: bool = False


def format_path(path: Path) -> str:
    """A place as people write it: material[1].checks."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "整个事项"
