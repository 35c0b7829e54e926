"""Structured logging: one JSON line per fact on standard error, named in the past tense, with ids only and never personal data."""

import json
import sys
import traceback
from datetime import UTC, datetime
from typing import Any


def fact(event: str, **ids: Any) -> None:
    """Log an event at level info."""
    _write("info", event, ids)


def worry(event: str, *, exc_info: BaseException | None = None, **ids: Any) -> None:
    """Log an event that an operator should look at (level warning), with the traceback of an error: never the values of variables."""
    trace = {} if exc_info is None else {"exception": "".join(traceback.format_exception(exc_info)).rstrip()}
    _write("warning", event, {**ids, **trace})


def _write(level: str, event: str, ids: dict[str, Any]) -> None:
    """One write per line, so that lines of two threads don't mix."""
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    line = json.dumps({**ids, "event": event, "level": level, "timestamp": at}, ensure_ascii=False, default=repr)
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
