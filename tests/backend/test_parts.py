"""What an earlier, killed run left running is found, ended and never confused with somebody else's process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from backend.parts import Crew, finish, left_over, note, record

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)
WITH_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {STUBBORN!r}])"


@pytest.fixture
def part() -> "Iterator[subprocess.Popen[str]]":
    """A part that doesn't heed the first request and has a child that doesn't either."""
    process = subprocess.Popen([sys.executable, "-c", WITH_CHILD], text=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()


def test_a_part_of_a_killed_run_is_found_and_ended_with_all_it_started(
    part: "subprocess.Popen[str]", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.parts.PATIENCE", 0.5)
    note(tmp_path, {"web": part})  # type: ignore[dict-item]  # text or bytes is all one here
    (found,) = left_over(tmp_path)
    family = [found, *found.children(recursive=True)]
    assert len(family) == 2
    finish([found])
    part.wait()
    assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert left_over(tmp_path) == []


def test_a_number_that_went_to_another_process_is_left_alone(part: "subprocess.Popen[str]", tmp_path: Path) -> None:
    record(tmp_path).write_bytes(msgspec.json.encode([{"name": "web", "pid": part.pid, "created": 1.0}]))
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("written", [None, b"", b"[{", b'{"name": 1}'])
def test_a_note_that_is_missing_or_torn_stops_nobody(written: bytes | None, tmp_path: Path) -> None:
    if written is not None:
        record(tmp_path).write_bytes(written)
    assert left_over(tmp_path) == []


def test_a_crew_says_who_ended_and_leaves_no_note_behind(tmp_path: Path) -> None:
    commands = {
        "stays": [sys.executable, "-c", "import time; time.sleep(600)"],
        "goes": [sys.executable, "-c", "raise SystemExit(3)"],
    }
    crew = Crew(commands, dict(os.environ), tmp_path)
    for name in commands:
        crew.start(name)
    crew.running["goes"].wait(20)
    assert list(crew.ended()) == [("goes", 3)]
    assert [p.pid for p in left_over(tmp_path)] == [crew.running["stays"].pid]
    crew.stop()
    assert crew.running["stays"].returncode is not None
    assert not record(tmp_path).exists()
