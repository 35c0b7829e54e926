"""What was logged while a test ran."""

import json
from typing import Any

import pytest


def logged(output: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines written to standard error since the last look, oldest first."""
    return [json.loads(line) for line in output.readouterr().err.splitlines() if line.startswith("{")]
