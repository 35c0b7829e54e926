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

from backend.kit import embedded
from backend.kit.embedded import Server
from backend.kit.unix_socket import NotOurs
from backend.parts import ROOT, Ports, ProcessGroup, finish, left_over, server


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
    except (CannotStart, embedded.DidNotStart, NotOurs) as error:
        print(f"\n没有启动：{error}\n", file=sys.stderr)  # noqa: T201 - this is what a person at a terminal reads
        return 1


@contextmanager
def single_instance(var: Path) -> Iterator[None]:
    """Lock the folder; the system releases the lock even when we are killed, so it is never stale."""
    with writable(var).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"{var} 里已经有一个正在运行。请先在那个终端按 Ctrl-C，或用 VAR=另一个目录 再试。"
            ) from None
        yield


def writable(var: Path) -> Path:
    """Create the lock file; raises CannotStart if the folder isn't writable."""
    lock = var / "up.lock"
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        raise CannotStart(
            f"数据目录 {var} 写不进去（{error.strerror}）。请换一个自己能写的目录，例如：VAR=~/futian make run"
        ) from None
    return lock


def stop_left_over(var: Path) -> None:
    """Stop processes of an earlier run that was killed: they may hold the port."""
    if left := left_over(var):
        say("上一次没有正常停下，正在收尾 …")
        finish(left)


def choose_ports(port: int) -> Ports:
    """Take the wanted port and four free ones near it for the sample services. Raises CannotStart."""
    if not free(port):
        raise CannotStart(f"端口 {port} 已被别的程序占用。请换一个，例如：PORT={port + 10} make run")
    near = [p for p in range(port + 1, port + 40) if free(p)]
    if len(near) < 4:
        raise CannotStart(f"端口 {port} 附近没有空闲端口给样本登记系统用，请换一个 PORT。")
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
    say("数据库和缓存正在启动 …")
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
        say("都已停好，数据留在 " + str(var))


def databases(var: Path) -> dict[str, Server]:
    """PostgreSQL and Valkey below this folder, after stopping any that still run there."""
    embedded.stop_postgres(var / "postgres")
    embedded.stop_valkey(var / "valkey")
    return {"postgres": embedded.postgres(var / "postgres"), "valkey": embedded.valkey(var / "valkey")}


def until_databases_answer(var: Path, crew: ProcessGroup) -> None:
    """Wait until both databases answer."""
    embedded.wait(
        lambda: embedded.postgres_is_ready(var / "postgres"),
        crew.running["postgres"],
        "PostgreSQL",
        var / "postgres/log",
    )
    embedded.wait(
        lambda: embedded.is_responding(embedded.valkey_url(var / "valkey")),
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
        raise CannotStart(f"数据库没有准备好，原因在 {log} 的最后几行。数据没有动过。")
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
            say("这台机器现在比较忙，还在启动 …")
        time.sleep(0.1)
    if not stop:
        raise CannotStart("网页服务 5 分钟内没有回应，请看数据目录里的 log.jsonl 最后几行。")


def answers(url: str) -> bool:
    """Is the web server ready?"""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ended(name: str, code: int) -> CannotStart:
    """Error that names the process that ended."""
    return CannotStart(f"{name} 自己结束了（代码 {code}），请看数据目录里的 log.jsonl 最后几行。")


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
            when = f"{wait:.0f} 秒后" if wait else "马上"
            say(f"{name} 意外结束（代码 {code}），{when}重新启动 …")
        time.sleep(0.2)
    say("正在停下 …")
    return 0


def welcome(prepared: TrialEnvironment, ports: Ports, seconds: float) -> None:
    """Print addresses and sample people."""
    origin, world = (f"http://127.0.0.1:{port}" for port in (ports.web, ports.samples))
    say(
        f"""
智慧福田已启动（{seconds:.1f} 秒）

  居民页面      {origin}/
  样本手机      {world}/phone     （登录验证码会出现在这里）
  样本世界      {world}/          （样本身份证照片在这里下载；也可以让登记系统“沉默、变慢、说法不一、断开”）
  工作人员      {origin}/desk   （登录时选一位样本工作人员）

  样本居民（用手机号登录）：
"""
        + "\n".join(prepared.cast)
        + "\n\n  按 Ctrl-C 停止；数据会留下。\n"
    )


def say(text: str) -> None:
    """Print a line for the person at the terminal."""
    print(text, flush=True)  # noqa: T201 - this is what a person at a terminal reads
