"""`futian up`: a complete trial installation on one machine. Starts all processes, prints the addresses, stops cleanly."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.kit import embedded_servers
from backend.kit.embedded_servers import Server
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.unix_socket import NotOurs
from backend.process_group import ROOT, Ports, ProcessGroup, finish, left_over, server

SAYS = Messages.beside(__file__).texts("up", Audience.MACHINE)


class CannotStart(Exception):
    """The trial can't start; the message says why and what to do."""


class TrialEnvironment(Struct, frozen=True):
    """Output of `backend.trial`: environment of the processes, and the sample people for the welcome text."""

    env: Mapping[str, str]
    cast: list[str]


def up(var: Path, port: int, workers: int) -> int:
    """Run until Ctrl-C; returns the exit code."""
    try:
        with single_instance(var):
            stop_left_over(var)
            return run(var.resolve(), choose_ports(port), workers)
    except (CannotStart, embedded_servers.DidNotStart, NotOurs) as error:
        print(f"\n{SAYS('not_started', error=error)}\n", file=sys.stderr)  # noqa: T201 - this is what a person at a terminal reads
        return 1


@contextmanager
def single_instance(var: Path) -> Iterator[None]:
    """Lock the folder; the system releases the lock even when we are killed, so it is never stale."""
    with writable(var).open("w") as lock_file:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(SAYS("already_running", folder=var)) from None
        yield


def writable(var: Path) -> Path:
    """Create the lock file; raises CannotStart if the folder isn't writable."""
    lock = var / "up.lock"
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        raise CannotStart(SAYS("not_writable", folder=var, error=error.strerror)) from None
    return lock


def stop_left_over(var: Path) -> None:
    """Stop processes of an earlier run that was killed: they may hold the port."""
    if left := left_over(var):
        say(SAYS("clearing"))
        finish(left)


def choose_ports(port: int) -> Ports:
    """Take the wanted port and four free ones near it for the sample services. Raises CannotStart."""
    if not free(port):
        raise CannotStart(SAYS("port_taken", port=port, other=port + 10))
    near = [p for p in range(port + 1, port + 40) if free(p)]
    if len(near) < 4:
        raise CannotStart(SAYS("no_ports", port=port))
    return Ports(port, *near[:4])


def free(port: int) -> bool:
    """Is this port free?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def run(var: Path, ports: Ports, workers: int) -> int:
    """Start the processes in order, watch them, stop them in reverse order."""
    begun = time.monotonic()
    say(SAYS("starting"))
    crew = ProcessGroup(databases(var), os.environ, var)
    stop = stop_signals()
    try:
        for name in list(crew.servers):
            crew.start(name)
        until_databases_answer(var, crew)
        prepared = prepare(var, ports)
        world = {"VAR": str(var), "FUTIAN_STAFF_PORT": str(ports.staff)}
        crew.env = {**os.environ, **prepared.env, **world}
        crew.servers.update(parts(var, crew.env, ports, workers))
        for name in crew.servers.keys() - crew.running.keys():
            crew.start(name)
        wait_until_it_answers(f"http://127.0.0.1:{ports.web}/readyz", crew, stop)
        welcome(prepared, ports, time.monotonic() - begun)
        return watch(crew, stop)
    finally:
        crew.stop()
        say(SAYS("stopped", folder=var))


def databases(var: Path) -> dict[str, Server]:
    """PostgreSQL and Valkey below this folder, after stopping any that still run there."""
    embedded_servers.stop_postgres(var / "postgres")
    embedded_servers.stop_valkey(var / "valkey")
    return {"postgres": embedded_servers.postgres(var / "postgres"), "valkey": embedded_servers.valkey(var / "valkey")}


def until_databases_answer(var: Path, crew: ProcessGroup) -> None:
    """Wait until both databases answer."""
    embedded_servers.wait(
        lambda: embedded_servers.postgres_is_ready(var / "postgres"),
        crew.running["postgres"],
        "PostgreSQL",
        var / "postgres/log",
    )
    embedded_servers.wait(
        lambda: embedded_servers.is_responding(embedded_servers.valkey_url(var / "valkey")),
        crew.running["valkey"],
        "Valkey",
        var / "valkey/log",
    )


def prepare(var: Path, ports: Ports) -> TrialEnvironment:
    """Run `backend.trial` in a child process, so that the supervisor doesn't keep its libraries in memory."""
    given = msgspec.json.encode((str(var), ports)).decode()
    done = subprocess.run([sys.executable, "-m", "backend.trial", given], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        log = var / "log.jsonl"
        with log.open("ab") as file:
            file.write(done.stderr)
        raise CannotStart(SAYS("not_prepared", log=log))
    return msgspec.json.decode(done.stdout, type=TrialEnvironment)


def parts(var: Path, env: Mapping[str, str], ports: Ports, workers: int) -> dict[str, Server]:
    """Commands of the sample services, the worker and the web server."""
    commands = {
        "samples": server("backend.registers.sample.app:create", ports.samples),
        "staff": server("auth.sample.openid_provider:create", ports.staff),
        "province": server("auth.sample.openid_provider:for_residents", ports.province),
        **({"liveness": server("auth.sample.liveness:create", ports.liveness)} if env["FUTIAN_LIVENESS_URL"] else {}),
        "worker": [sys.executable, "-m", "backend.worker"],
        "web": server("backend.app:create", ports.web, workers),
    }
    return {name: Server(command, var / "log.jsonl") for name, command in commands.items()}


MOST_DEATHS = 3  # of one process before the first page is served
USUAL_START, LONGEST_START = 60, 300  # seconds until the first page is served


def wait_until_it_answers(url: str, crew: ProcessGroup, stop: list[int]) -> None:
    """Wait for the first page, up to five minutes. Raises CannotStart at once for a process that died three times."""
    begun, patient = time.monotonic(), False
    while (passed := time.monotonic() - begun) < LONGEST_START and not stop:
        for name, code, _ in crew.restart_dead():
            if crew.deaths[name].count == MOST_DEATHS:
                raise ended(name, code)
        if answers(url):
            return
        if passed > USUAL_START and not patient:
            patient = True
            say(SAYS("slow"))
        time.sleep(0.1)
    if not stop:
        raise CannotStart(SAYS("no_answer"))


def answers(url: str) -> bool:
    """Is the web server ready?"""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ended(name: str, code: int) -> CannotStart:
    """Error that names the process that ended."""
    return CannotStart(SAYS("ended", name=name, code=code))


def stop_signals() -> list[int]:
    """Return a list that receives SIGINT and SIGTERM; empty as long as nobody asks to stop."""
    stop: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, _: stop.append(number))
    return stop


def watch(crew: ProcessGroup, stop: list[int]) -> int:
    """Restart dead processes until Ctrl-C."""
    while not stop:
        for name, code, wait in crew.restart_dead():
            seconds = f"{wait:.0f}"
            say(
                SAYS("died_wait", name=name, code=code, seconds=seconds) if wait else SAYS("died", name=name, code=code)
            )
        time.sleep(0.2)
    say(SAYS("stopping"))
    return 0


def welcome(prepared: TrialEnvironment, ports: Ports, seconds: float) -> None:
    """Print addresses and sample people."""
    origin, world = prepared.env["FUTIAN_ORIGIN"], f"http://127.0.0.1:{ports.samples}"
    say(SAYS("welcome", seconds=f"{seconds:.1f}", origin=origin, world=world, cast="\n".join(prepared.cast)) + "\n")


def say(text: str) -> None:
    """Print a line for the person at the terminal."""
    print(text, flush=True)  # noqa: T201 - this is what a person at a terminal reads
