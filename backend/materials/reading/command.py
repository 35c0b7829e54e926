"""`futian read-document FILE…`: result of pre-review as one JSON line per file, in order; never an exception.

Each line: `file`; `status` (read, unreadable, could_not_tell); `class` (see `DocumentClass`) and `class_sure`; `fields`: by name, each with
`value`, `confirmed` (it agrees with something else than itself: a check digit, a closed list, another field) and `why`; dates are
ISO 8601, a validity without end is 长期, sex is 男 or 女, ethnicity without 族; `findings`: check, outcome (passed, failed, could_not_tell),
reason, advice; `pages`; `seconds` and, inside the models, `model_seconds`; where it couldn't be read `reason` and `says`.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.materials.reading.decode_image import Limits
from backend.materials.reading.reader import Reader
from backend.materials.reading.run_checks import USUAL, run_checks
from backend.materials.reading.types import UNREADABLE, ExpectedDocument, Reading

_LABELLED: dict[str, tuple[str, ...]] = {
    "id_card_front": ("checksum",),
    "id_card_back": ("not_expired",),
    "residence_permit": ("checksum", "not_expired"),
    "permanent_residence_card": ("checksum", "not_expired"),
    "bank_card": ("checksum",),
    "household_page": ("checksum",),
    "business_licence": ("checksum",),
    "disability_certificate": ("checksum", "not_expired"),
}


_NO_FILE = Messages.beside(__file__).take("no_file")


def read_document(
    paths: Iterable[str | os.PathLike[str]], samples: bool = True, seconds: float = 60.0
) -> Iterator[bytes]:
    """Yield a JSON line per file: file, class, fields with value and confirmed, findings, seconds."""
    with asyncio.Runner() as runner:
        reader = Reader(seconds=seconds, samples=samples)
        try:
            for path in paths:
                yield msgspec.json.encode(runner.run(_one(reader, Path(path)))) + b"\n"
        finally:
            runner.run(reader.close())


async def _one(reader: Reader, path: Path) -> dict[str, Any]:
    data = _bytes(path)
    if data is None:
        return _line(path, Reading("unreadable", reason="empty")) | {
            "reason": "not_found",
            "says": _NO_FILE(Audience.MACHINE).text,
        }
    return _line(path, await reader.read(data))


def _bytes(path: Path) -> bytes | None:
    """Read a plain file; folders, pipes and devices aren't opened, since they may never end."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(Limits().bytes + 1)
    except OSError:
        return None


def _line(path: Path, reading: Reading) -> dict[str, Any]:
    checks = USUAL + _LABELLED.get(reading.kind, ())
    findings = run_checks(reading, checks, ExpectedDocument(kind=reading.kind if reading.kind != "other" else None))
    return {
        "file": str(path),
        "status": reading.status,
        "class": reading.kind,
        "class_sure": reading.kind_sure,
        "fields": {
            name: {"value": field.value, "confirmed": field.confirmed, "why": field.why}
            for name, field in reading.fields.items()
        },
        "findings": [
            {"check": f.check, "outcome": f.outcome, "reason": f.reason, "advice": f.advice} for f in findings
        ],
        "pages": reading.page_count,
        "seconds": reading.seconds,
        "model_seconds": reading.model_seconds,
    } | ({"reason": reading.reason, "says": UNREADABLE(reading.reason)} if reading.reason else {})
