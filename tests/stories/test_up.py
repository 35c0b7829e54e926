"""`futian up`: one command, a clear word when it can't, and data that stays."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from backend.settings import ROOT
from tests.conftest import free_port

PATIENCE = 300  # seconds: a machine that is busy otherwise gets its time
FUTIAN = [sys.executable, "-m", "backend.cli", "up"]


def start(var: Path, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*FUTIAN, "--port", str(port), "--var", str(var)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={k: v for k, v in os.environ.items() if not k.startswith("FUTIAN_")},
    )  # fmt: skip


def until_it_answers(port: int, process: "subprocess.Popen[str]", seconds: float = PATIENCE) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        assert process.poll() is None, process.communicate()[0] + log_of(process)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except OSError:
            time.sleep(0.2)
    raise AssertionError("it did not come up")


def stop(process: "subprocess.Popen[str]", how: signal.Signals = signal.SIGINT) -> str:
    process.send_signal(how)
    out, _ = process.communicate(timeout=PATIENCE)
    return out


@pytest.fixture
def var(grounds: Path, request: pytest.FixtureRequest) -> Path:
    folder = grounds / "up"
    folder.mkdir(exist_ok=True)
    return folder


def test_it_comes_up_and_stops_cleanly(var: Path) -> None:
    port = free_port()
    first = start(var, port)
    until_it_answers(port, first)
    second = start(var, port + 50)
    out, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert "已经有一个正在运行" in out
    out = stop(first)
    assert "意外结束" not in out
    assert first.returncode == 0
    assert "样本手机" in out
    assert "19900000001" in out
    assert "都已停好" in out
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(var) in " ".join(p.info["cmdline"] or [])]


@pytest.mark.nightly("kills")
def test_it_survives_being_killed(var: Path) -> None:
    port = free_port()
    killed = start(var, port)
    until_it_answers(port, killed)
    stop(killed, signal.SIGKILL)
    again = start(var, port)  # at once: what was left running may still hold the port
    until_it_says("已启动", again)
    out = stop(again)
    assert again.returncode == 0, out


@pytest.mark.nightly("kills")
def test_killed_parts_come_back(var: Path) -> None:
    """Kill -9 each part the house stands on: public pages go on from memory, and everything is there again by itself."""
    port = free_port()
    process = start(var, port)
    until_it_answers(port, process)
    parts = {part: find(process, part) for part in ("bin/postgres", "valkey-server", "backend.worker", "backend.app")}
    parts["bin/postgres"].kill()
    parts["valkey-server"].kill()
    parts["backend.worker"].kill()
    for _ in range(10):
        for page in ("/", "/services", "/services/FT0205001"):
            assert status(port, page) == 200, page
        time.sleep(0.1)
    until_it_answers(port, process)
    parts["backend.app"].kill()
    psutil.wait_procs([parts["backend.app"]], timeout=10)
    until_it_answers(port, process)
    for part, before in parts.items():
        until = time.monotonic() + PATIENCE
        while find(process, part).pid == before.pid:
            assert time.monotonic() < until
            time.sleep(0.1)
    out = stop(process)
    assert out.count("意外结束") == 4
    assert process.returncode == 0


def find(process: "subprocess.Popen[str]", part: str) -> psutil.Process:
    """The process of this part; it may just be on its way back."""
    until = time.monotonic() + PATIENCE
    while True:
        for child in psutil.Process(process.pid).children():
            if part in " ".join(child.cmdline()):
                return child
        assert time.monotonic() < until, part
        time.sleep(0.1)


def status(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return int(answer.status)


def until_it_says(word: str, process: "subprocess.Popen[str]") -> None:
    """Until this one, and not one that was killed, says so."""
    assert process.stdout is not None
    heard = ""
    while word not in heard:
        line = process.stdout.readline()
        assert line, heard + log_of(process)  # it ended without having said it
        heard += line


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = start(tmp_path / "file/var", free_port())
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "写不进去" in out
    assert "VAR=" in out
    assert "Traceback" not in out


def test_a_port_in_use_is_said_plainly(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(var, taken.getsockname()[1])
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "已被别的程序占用" in out
    assert "PORT=" in out


def log_of(process: "subprocess.Popen[str]") -> str:
    """The last words of the parts, for a failure to show."""
    log = Path(process.args[-1]) / "log.jsonl"  # type: ignore[index,arg-type]
    return log.read_text()[-3000:] if log.exists() else ""
