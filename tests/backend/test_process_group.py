"""What an earlier, killed run left running is found, ended and never confused with somebody else's process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from backend.kit.embedded_servers import Server
from backend.process_group import (
    FORGIVEN,
    LONGEST_WAIT,
    Deaths,
    ProcessGroup,
    end_session,
    finish,
    left_over,
    note,
    record,
)

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
    part: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    note(tmp_path, {"web": part})  # type: ignore[dict-item]  # text or bytes is all one here
    (found,) = left_over(tmp_path)
    family = [found, *found.children(recursive=True)]
    assert len(family) == 2
    finish([found], patience=0.5)
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


def crew_of(folder: Path, **code: str) -> ProcessGroup:
    """A crew whose parts run these lines of Python."""
    parts = {name: Server([sys.executable, "-c", text], folder / "log") for name, text in code.items()}
    return ProcessGroup(parts, os.environ, folder)


def test_a_crew_says_who_ended_and_leaves_no_note_behind(tmp_path: Path) -> None:
    crew = crew_of(tmp_path, stays="import time; time.sleep(600)", goes="raise SystemExit(3)")
    for name in crew.servers:
        crew.start(name)
    crew.running["goes"].wait(20)
    assert crew.ended() == [("goes", 3)]
    assert [p.pid for p in left_over(tmp_path)] == [crew.running["stays"].pid]
    crew.stop()
    assert crew.running["stays"].returncode is not None
    assert not record(tmp_path).exists()


def test_a_part_that_died_is_started_again_and_what_it_left_behind_is_ended_first(tmp_path: Path) -> None:
    crew = crew_of(tmp_path, web=WITH_CHILD)
    crew.start("web")
    before = psutil.Process(crew.running["web"].pid)
    while not (family := before.children()):
        time.sleep(0.02)
    before.kill()
    crew.running["web"].wait(20)
    assert [(name, wait) for name, _, wait in crew.restart_dead()] == [("web", 0)]
    assert crew.running["web"].pid != before.pid
    psutil.wait_procs(family, timeout=10)
    assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE], "it would hold the port"
    end_session(crew.running["web"].pid)
    crew.stop()


def test_what_a_part_left_behind_is_found_when_the_part_itself_has_ended(tmp_path: Path) -> None:
    crew = crew_of(tmp_path, web=WITH_CHILD)
    crew.start("web")
    leader = psutil.Process(crew.running["web"].pid)
    while not (family := leader.children()):
        time.sleep(0.02)
    leader.kill()
    crew.running["web"].wait(20)
    assert left_over(tmp_path) == family
    end_session(crew.running["web"].pid)
    psutil.wait_procs(family, timeout=10)
    assert left_over(tmp_path) == []


def test_the_wait_grows_with_each_death_and_a_minute_of_life_forgives_one() -> None:
    deaths, at = Deaths(), 1000.0
    waits = []
    for _ in range(8):
        waits.append(deaths.add(at))
        at += 1
    assert waits == [0, 1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT]
    assert deaths.add(at + 5 * FORGIVEN) == 4, "eight deaths less five minutes, and this one"
    assert deaths.add(at + 100 * FORGIVEN) == 0
