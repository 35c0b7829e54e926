"""A web process of its own: what it writes down of an error says where it happened, and nothing of whom."""

import json
import os
import subprocess
import sys

from backend.settings import ROOT, Settings

FAILING = """
from backend.app import create
from backend.kit import log

create()
try:
    name = "陈" + "桂兰"
    raise ValueError
except ValueError as error:
    log.worry("request.failed", error="ValueError", exc_info=error)
"""


def test_an_error_is_one_line_without_what_was_at_hand(settings: Settings) -> None:
    env = {**os.environ, **settings.to_env()}
    said = subprocess.run(
        [sys.executable, "-c", FAILING], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    (line,) = said.stderr.splitlines()
    assert json.loads(line)["event"] == "request.failed"
    assert "ValueError" in line
    assert "陈桂兰" not in line
    assert "locals" not in line
