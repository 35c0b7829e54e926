"""The processes of a trial house: how each is started, watched, stopped, and cleared away when an earlier run was killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
import psutil
from msgspec import Struct

from backend.kit.embedded import Server

ROOT = Path(__file__).resolve().parent.parent
Processes = dict[str, "subprocess.Popen[bytes]"]
PATIENCE = 10  # seconds a part has to finish what it is doing
FORGIVEN = 60.0  # seconds of life that make up for one death
LONGEST_WAIT = 30.0  # seconds before a part that keeps dying is started again


class Ports(Struct, frozen=True):
    """Where each part listens, on this machine only."""

    web: int
    samples: int
    staff: int
    province: int
    liveness: int


class Recorded(Struct, frozen=True):
    """A part that was started: a number alone may have been given to somebody else since."""

    name: str
    pid: int
    created: float


class Deaths(Struct):
    """How often a part died lately, and when it may be started again: at once the first time, then later and later."""

    count: int = 0
    last: float = 0.0
    due: float | None = None  # None: it isn't waiting to be started

    def add(self, now: float) -> float:
        """One more death; answers the seconds to wait. Each minute since the last one has made up for one."""
        self.count = max(0, self.count - int((now - self.last) / FORGIVEN)) + 1
        wait = 0.0 if self.count == 1 else min(LONGEST_WAIT, 2.0 ** (self.count - 2))
        self.last, self.due = now, now + wait
        return wait


class Crew:
    """The parts of one run, and the note of them that outlives a run that is killed."""

    def __init__(self, servers: Mapping[str, Server], env: Mapping[str, str], folder: Path) -> None:
        self.servers, self.env, self.folder = dict(servers), dict(env), folder
        self.running: Processes = {}
        self.deaths: dict[str, Deaths] = {}

    def start(self, name: str) -> None:
        """One part, in its own session, that ends when we end, however we end."""
        server = self.servers[name]
        if (before := self.running.get(name)) is not None:
            end_session(before.pid)
        with server.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                server.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, user=server.user,
                preexec_fn=ends_with_us(name) if sys.platform == "linux" else None,  # noqa: PLW1509 - single-threaded here
            )  # fmt: skip
        note(self.folder, self.running)

    def ended(self) -> list[tuple[str, int]]:
        """The parts that ended by themselves, each with its exit code."""
        return [(name, code) for name, process in self.running.items() if (code := process.poll()) is not None]

    def tend(self) -> Iterable[tuple[str, int, float]]:
        """Start again what has ended, each when its time has come; tells each death once: which, its code, seconds to wait."""
        for name, code in self.ended():
            found, now = self.deaths.setdefault(name, Deaths()), time.monotonic()
            if found.due is None:
                yield name, code, found.add(now)
            if found.due is not None and now >= found.due:
                found.due = None
                try:
                    self.start(name)
                except OSError:  # a full disk, say: it goes on dying, and is tried again like any
                    found.add(now)

    def stop(self) -> None:
        """Ask every part to finish what it is doing, those that came last first; databases when nobody needs them any more."""
        for wave in (self.running.keys() - self.databases(), self.databases()):
            finish([psutil.Process(p.pid) for name, p in self.running.items() if name in wave and p.poll() is None])
        for process in self.running.values():
            process.wait()
        record(self.folder).unlink(missing_ok=True)

    def databases(self) -> set[str]:
        """The parts that all others need."""
        return {"postgres", "valkey"} & self.running.keys()


def server(target: str, port: int, workers: int = 1) -> list[str]:
    """The command that serves an ASGI factory on this machine; a worker process that dies is replaced."""
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--log-level", "warning", "--workers-kill-timeout", "5", "--respawn-failed-workers",
        "--respawn-interval", "0.5", target,
    ]  # fmt: skip


def end_session(leader: int) -> None:
    """End what a dead part has left behind in its session: a child that holds its port keeps the next one from starting."""
    for process in in_session(leader):
        send(process, signal.SIGKILL)


def in_session(leader: int) -> list[psutil.Process]:
    """The processes of the session that this one began; its number isn't given to another process while one of them runs."""
    return [process for process in psutil.process_iter() if session_of(process) == leader]


def session_of(process: psutil.Process) -> int | None:
    """The session of a process, unless it has just ended or isn't ours to ask about."""
    try:
        return os.getsid(process.pid)
    except OSError:
        return None


def ends_with_us(name: str) -> Callable[[], object]:
    """Asks Linux, in the child, to stop it when its parent is gone (prctl PR_SET_PDEATHSIG)."""
    libc, sign = ctypes.CDLL(None), signal.SIGINT if name == "postgres" else signal.SIGTERM
    return lambda: libc.prctl(1, sign)


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
    return [found for part in parts for found in still_running(part)]


def still_running(part: Recorded) -> list[psutil.Process]:
    """The process that was noted, if it is the same one; where it has ended, what it left behind."""
    try:
        found = psutil.Process(part.pid)
        return [found] if found.create_time() == part.created else []
    except psutil.NoSuchProcess:
        return in_session(part.pid)


def finish(processes: Iterable[psutil.Process]) -> None:
    """Ask these to finish, then end them and whatever they started."""
    family = [member for process in processes for member in (process, *children(process))]
    for process in processes:
        send(process, way_to_end(process))
    _, stubborn = psutil.wait_procs(family, timeout=PATIENCE)
    for process in stubborn:
        send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE)


def way_to_end(process: psutil.Process) -> signal.Signals:
    """The signal that ends a part in order; PostgreSQL waits for its clients on SIGTERM and ends their sessions on SIGINT."""
    try:
        return signal.SIGINT if process.name() == "postgres" else signal.SIGTERM
    except psutil.Error:
        return signal.SIGTERM


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
