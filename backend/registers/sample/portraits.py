"""Portraits in the sample population register: drawn faces of the cast, stored in `portraits/`.

Draw them anew with `python -m backend.materials.samples.gallery` after the cast has changed. Generated residents have none.
"""

from functools import cache
from pathlib import Path

from backend.registers.sample.cast import cast

FOLDER = Path(__file__).with_name("portraits")


def portrait_of(number: str) -> bytes:
    """Return the portrait (JPEG) for an identity number; empty if there is none."""
    path = FOLDER / f"{_keys().get(number, '')}.jpg"
    return path.read_bytes() if path.is_file() else b""


@cache
def _keys() -> dict[str, str]:
    return {member.id_number: key for key, member in cast().items()}
