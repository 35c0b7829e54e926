"""Finding the sentence of a refusal: `[refusals.<key>]` or `[refusals.<key>.<variant>]` in the nearest message file above its class."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from backend.kit.messages.files import FILE, ROOT, MessageFile, read_file
from backend.kit.messages.types import Entry


def kebab(name: str) -> str:
    """Spell a class name for an address: `NotComplete` becomes `not-complete`."""
    return "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")


def message_of(refusal: type[Exception], language: str, variant: str = "") -> tuple[MessageFile, Entry] | None:
    """Return the file and entry of this class or its nearest base that has one; None if no base has.

    A class whose instances differ in what they say has one entry for each variant, and none without.
    """
    return _found(refusal.__mro__, language, variant)


@cache
def _found(classes: tuple[Any, ...], language: str, variant: str) -> tuple[MessageFile, Entry] | None:
    for cls in classes:
        key = f"refusals.{kebab(cls.__name__)}" + (f".{variant}" if variant else "")
        for folder in _folders(cls):
            if (folder / FILE).is_file():
                file = read_file(folder / FILE, language)
                if entry := file.entries.get(key):
                    return file, entry
    return None


def _folders(cls: type) -> list[Path]:
    """The folder of the class's module and those above it, inside the product."""
    path = getattr(sys.modules.get(cls.__module__), "__file__", None)
    here = Path(path).parent if path else ROOT
    return [folder for folder in (here, *here.parents) if folder.is_relative_to(ROOT) and folder != ROOT]
