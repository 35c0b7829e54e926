"""Processes of a trial: started in sessions of their own, restarted when they die, stopped in order; left-overs of a killed run are ended."""

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

from backend.kit.embedded_servers import Server

ROOT = Path(__file__).resolve().parent.parent
Processes = dict[str, "subprocess.Popen[bytes]"]
PATIENCE = 10  # seconds between the stop signal and SIGKILL
FORGIVEN = 60.0  # seconds of running after which one death no longer counts
LONGEST_WAIT = 30.0  # seconds at most before a process that keeps dying is restarted


class Ports(Struct, frozen=True):
    """Loopback port of each process."""

    web: int
    samples: int
    staff: int
    province: int
    liveness: int


class Recorded(Struct, frozen=True):
    """Started process; the creation time tells it from another process that got the same id later."""

    name: str
    pid: int
    created: float


class Deaths(Struct):
    """Recent deaths of a process and when it is restarted: at once the first time, then with growing delay."""

    count: int = 0
    last: float = 0.0
    due: float | None = None  # None: not waiting for a restart

    def add(self, now: float) -> float:
        """Count a death; returns the seconds until the restart. Each minute since the last death takes one off the count."""
        self.count = max(0, self.count - int((now - self.last) / FORGIVEN)) + 1
        wait = 0.0 if self.count == 1 else min(LONGEST_WAIT, 2.0 ** (self.count - 2))
        self.last, self.due = now, now + wait
        return wait


class ProcessGroup:
    """Processes of one run; their ids are recorded in `parts.json`, so that the next run can end those of a killed one."""

    def __init__(self, servers: Mapping[str, Server], env: Mapping[str, str], folder: Path) -> None:
        self.servers, self.env, self.folder = dict(servers), dict(env), folder
        self.running: Processes = {}
        self.deaths: dict[str, Deaths] = {}

    def start(self, name: str) -> None:
        """Start a process in a session of its own; it ends when we end, even if we are killed."""
        server = self.servers[name]
        if (before := self.running.get(name)) is not None:
            end_session(before.pid)
        with server.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                server.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, user=server.user,
                preexec_fn=die_with_parent(name) if sys.platform == "linux" else None,  # noqa: PLW1509 - single-threaded here
            )  # fmt: skip
        note(self.folder, self.running)

    def ended(self) -> list[tuple[str, int]]:
        """Processes that ended, with their exit codes."""
        return [(name, code) for name, process in self.running.items() if (code := process.poll()) is not None]

    def restart_dead(self) -> Iterable[tuple[str, int, float]]:
        """Restart dead processes whose delay is over; yields each death once: name, exit code, seconds until the restart."""
        for name, code in self.ended():
            found, now = self.deaths.setdefault(name, Deaths()), time.monotonic()
            if found.due is None:
                yield name, code, found.add(now)
            if found.due is not None and now >= found.due:
                found.due = None
                try:
                    self.start(name)
                except OSError:  # for example a full disk: counts as another death
                    found.add(now)

    def stop(self) -> None:
        """Stop all processes, the databases last."""
        for wave in (self.running.keys() - self.databases(), self.databases()):
            finish([psutil.Process(p.pid) for name, p in self.running.items() if name in wave and p.poll() is None])
        for process in self.running.values():
            process.wait()
        record(self.folder).unlink(missing_ok=True)

    def databases(self) -> set[str]:
        """Processes that all others need."""
        return {"postgres", "valkey"} & self.running.keys()


def server(target: str, port: int, workers: int = 1) -> list[str]:
    """Command line that serves an ASGI factory on loopback; the server replaces its dead worker processes."""
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--log-level", "warning", "--workers-kill-timeout", "5", "--respawn-failed-workers",
        "--respawn-interval", "0.5", target,
    ]  # fmt: skip


def end_session(leader: int) -> None:
    """Kill what is left in the session of a dead process: a child that holds its port would block the restart."""
    for process in in_session(leader):
        send(process, signal.SIGKILL)


def in_session(leader: int) -> list[psutil.Process]:
    """Processes of a session; its id isn't reused while one of them runs."""
    return [process for process in psutil.process_iter() if session_of(process) == leader]


def session_of(process: psutil.Process) -> int | None:
    """Session id of a process; None if it has ended or we may not ask."""
    try:
        return os.getsid(process.pid)
    except OSError:
        return None


def die_with_parent(name: str) -> Callable[[], object]:
    """Function for the child that asks Linux to signal it when its parent dies (prctl PR_SET_PDEATHSIG)."""
    libc, sign = ctypes.CDLL(None), signal.SIGINT if name == "postgres" else signal.SIGTERM
    return lambda: libc.prctl(1, sign)


def record(folder: Path) -> Path:
    """File with the processes of the current run."""
    return folder / "parts.json"


def note(folder: Path, running: Processes) -> None:
    """Record the running processes; the file is replaced atomically."""
    parts = [
        Recorded(n, p.pid, psutil.Process(p.pid).create_time()) for n, p in running.items() if psutil.pid_exists(p.pid)
    ]
    fresh = folder / "parts.json.new"
    fresh.write_bytes(msgspec.json.encode(parts))
    os.replace(fresh, record(folder))


def left_over(folder: Path) -> list[psutil.Process]:
    """Processes of a killed earlier run that still run."""
    try:
        parts = msgspec.json.decode(record(folder).read_bytes(), type=list[Recorded])
    except (FileNotFoundError, msgspec.DecodeError):
        return []
    return [found for part in parts for found in still_running(part)]


def still_running(part: Recorded) -> list[psutil.Process]:
    """The recorded process if it still runs, else what remains of its session."""
    try:
        found = psutil.Process(part.pid)
        return [found] if found.create_time() == part.created else []
    except psutil.NoSuchProcess:
        return in_session(part.pid)


def finish(processes: Iterable[psutil.Process], patience: float = PATIENCE) -> None:
    """Stop processes and their descendants: signal, wait, then SIGKILL."""
    family = [member for process in processes for member in (process, *children(process))]
    for process in processes:
        send(process, stop_signal(process))
    _, stubborn = psutil.wait_procs(family, timeout=patience)
    for process in stubborn:
        send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE)


def stop_signal(process: psutil.Process) -> signal.Signals:
    """Signal for an orderly stop: SIGINT for PostgreSQL, which on SIGTERM would wait for its clients; else SIGTERM."""
    try:
        return signal.SIGINT if process.name() == "postgres" else signal.SIGTERM
    except psutil.Error:
        return signal.SIGTERM


def children(process: psutil.Process) -> list[psutil.Process]:
    """All descendants of a process."""
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def send(process: psutil.Process, sign: signal.Signals) -> None:
    """Send a signal; a process that is gone is ignored."""
    try:
        process.send_signal(sign)
    except psutil.NoSuchProcess:
        return
