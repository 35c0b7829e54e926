"""The processes of a trial house: how each is started, watched, stopped, and cleared away when an earlier run was killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import psutil
from msgspec import Struct

from backend.settings import ROOT

Processes = dict[str, "subprocess.Popen[bytes]"]
PATIENCE = 10  # seconds a part has to finish what it is doing


class Recorded(Struct, frozen=True):
    """A part that was started: a number alone may have been given to somebody else since."""

    name: str
    pid: int
    created: float


class Crew:
    """The parts of one run, and the note of them that outlives a run that is killed."""

    def __init__(self, commands: dict[str, list[str]], env: dict[str, str], folder: Path) -> None:
        self.commands, self.env, self.folder = commands, env, folder
        self.log = (folder / "log.jsonl").open("ab")
        self.running: Processes = {}

    def start(self, name: str) -> None:
        """One part, in its own session, that ends when we end, however we end."""
        self.running[name] = subprocess.Popen(
            self.commands[name], cwd=ROOT, env=self.env, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - single-threaded here
        )  # fmt: skip
        note(self.folder, self.running)

    def ended(self) -> Iterable[tuple[str, int]]:
        """The parts that ended by themselves, each with its exit code."""
        return [(name, code) for name, process in self.running.items() if (code := process.poll()) is not None]

    def stop(self) -> None:
        """Ask every part, the last one first, to finish what it is doing; after a while no longer ask."""
        found = [psutil.Process(p.pid) for p in reversed(self.running.values()) if p.poll() is None]
        finish(found)
        for process in self.running.values():
            process.wait()
        record(self.folder).unlink(missing_ok=True)
        self.log.close()


def server(target: str, port: int) -> list[str]:
    """The command that serves an ASGI factory on this machine."""
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--log-level", "warning", "--workers-kill-timeout", "5", target,
    ]  # fmt: skip


def end_with_parent() -> None:
    """Ask Linux to stop this process when its parent is gone (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def record(folder: Path) -> Path:
    """Where the parts of the present run are noted."""
    return folder / "parts.json"


def note(folder: Path, running: Processes) -> None:
    """Write down what runs, whole or not at all."""
    parts = [
        Recorded(n, p.pid, psutil.Process(p.pid).create_time()) for n, p in running.items() if psutil.pid_exists(p.pid)
    ]
    fresh = folder / "parts.json.new"
    fresh.write_bytes(msgspec.json.encode(parts))
    os.replace(fresh, record(folder))


def left_over(folder: Path) -> list[psutil.Process]:
    """Parts of an earlier run that was killed and that still run; a number that was given to another process isn't one."""
    try:
        parts = msgspec.json.decode(record(folder).read_bytes(), type=list[Recorded])
    except (FileNotFoundError, msgspec.DecodeError):
        return []
    return [found for part in parts if (found := still_running(part))]


def still_running(part: Recorded) -> psutil.Process | None:
    """The process that was noted, if it is the same one."""
    try:
        found = psutil.Process(part.pid)
        return found if found.create_time() == part.created else None
    except psutil.NoSuchProcess:
        return None


def finish(processes: Iterable[psutil.Process]) -> None:
    """Ask these to finish, then end them and whatever they started."""
    family = [member for process in processes for member in (process, *children(process))]
    for process in processes:
        send(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(family, timeout=PATIENCE)
    for process in stubborn:
        send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE)


def children(process: psutil.Process) -> list[psutil.Process]:
    """All that this process started, and what that started."""
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def send(process: psutil.Process, sign: signal.Signals) -> None:
    """A signal to a process that may have gone meanwhile."""
    try:
        process.send_signal(sign)
    except psutil.NoSuchProcess:
        return
