"""A reader that asks the real reading process once for each file of a run; all processes of the run share what it answered.

Tests of reading itself use `Reader`. For the others a reading is a given: the same bytes, the same expectation and the same
code give the same reading, so about thirty-five tests need not wait for text recognition on one and the same card.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from backend.materials.reading import reader
from backend.materials.reading.face_types import FacesSeen
from backend.settings import ROOT

Real = reader.Reader


@cache
def code() -> bytes:
    """A digest of the code that reads."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "backend/materials/reading").rglob("*.*")):
        if path.suffix in {".py", ".toml", ".json", ".txt"}:
            found.update(path.read_bytes())
    return found.digest()


class Remembering(Real):
    """Starts the real process only for a file that nobody has read in this run."""

    async def start(self) -> bool:
        """Nothing yet: most often nothing is missing."""
        return True

    async def compare(self, portrait: bytes, frames: tuple[bytes, ...]) -> FacesSeen:
        """Ask for the frames in one order: a challenge has six, and a face is compared only with the portrait and the first one."""
        order = sorted(range(len(frames)), key=lambda at: (at > 0, frames[at]))
        seen = await super().compare(portrait, tuple(frames[at] for at in order))
        if not seen.faces or seen.faces[0] is None:
            return await super().compare(portrait, frames)
        faces = dict(zip(order, seen.faces, strict=True))
        return msgspec.structs.replace(seen, faces=tuple(faces[at] for at in range(len(frames))))

    async def _answer(self, task: Any, kind: Any) -> Any:
        folder = Path(os.environ["FUTIAN_TEST_GROUNDS"], "readings")
        folder.mkdir(exist_ok=True)
        known = folder / hashlib.sha256(code() + msgspec.msgpack.encode(task)).hexdigest()
        if known.exists():
            return msgspec.msgpack.decode(known.read_bytes(), type=kind)
        answer = await super()._answer(task, kind)
        if isinstance(answer, kind):  # else it gives the reason why it could not read this time
            fresh = known.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(msgspec.msgpack.encode(answer))
            fresh.rename(known)
        return answer
