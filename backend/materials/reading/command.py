"""`futian read-document FILE…`: what pre-review sees of each file, one JSON line per file."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from backend.materials.reading.content import SAYS
from backend.materials.reading.picture import Limits
from backend.materials.reading.reader import Reader
from backend.materials.reading.review import USUAL, review
from backend.materials.reading.types import Expected, Reading

_LABELLED: dict[str, tuple[str, ...]] = {
    "id_card_front": ("checksum",),
    "id_card_back": ("not_expired",),
    "residence_permit": ("checksum", "not_expired"),
    "bank_card": ("checksum",),
    "household_page": ("checksum",),
    "business_licence": ("checksum",),
    "disability_certificate": ("checksum", "not_expired"),
}


def read_document(
    paths: Iterable[str | os.PathLike[str]], samples: bool = True, seconds: float = 60.0
) -> Iterator[bytes]:
    """A JSON line for each file: file, class, fields with value and confirmed, findings, seconds."""
    with asyncio.Runner() as runner:
        reader = Reader(seconds=seconds, samples=samples)
        try:
            for path in paths:
                yield msgspec.json.encode(runner.run(_one(reader, Path(path)))) + b"\n"
        finally:
            runner.run(reader.close())


async def _one(reader: Reader, path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(Limits().bytes + 1)
    except OSError as error:
        return {
            "file": str(path),
            "status": "unreadable",
            "class": "other",
            "fields": {},
            "findings": [],
            "seconds": 0.0,
            "reason": "not_found",
            "says": error.strerror or SAYS["damaged"],
        }
    return _line(path, await reader.read(data))


def _line(path: Path, reading: Reading) -> dict[str, Any]:
    checks = USUAL + _LABELLED.get(reading.kind, ())
    findings = review(reading, checks, Expected(kind=reading.kind if reading.kind != "other" else None))
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
    } | ({"reason": reading.reason, "says": reading.says} if reading.reason else {})
