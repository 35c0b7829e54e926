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

FUTIAN = [sys.executable, "-m", "backend.cli", "up"]


def start(var: Path, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*FUTIAN, "--port", str(port), "--var", str(var)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={k: v for k, v in os.environ.items() if not k.startswith("FUTIAN_")},
    )  # fmt: skip


def until_it_answers(port: int, process: "subprocess.Popen[str]", seconds: float = 90) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except OSError:
            time.sleep(0.2)
    raise AssertionError("it did not come up")


def stop(process: "subprocess.Popen[str]", how: signal.Signals = signal.SIGINT) -> str:
    process.send_signal(how)
    out, _ = process.communicate(timeout=60)
    return out


@pytest.fixture
def var(grounds: Path, request: pytest.FixtureRequest) -> Path:
    folder = grounds / "up"
    folder.mkdir(exist_ok=True)
    return folder


def test_it_comes_up_stops_cleanly_and_survives_being_killed(var: Path) -> None:
    port = free_port()
    first = start(var, port)
    until_it_answers(port, first)
    second = start(var, port + 50)
    out, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "已经有一个正在运行" in out
    out = stop(first)
    assert first.returncode == 0
    assert "样本手机" in out
    assert "19900000001" in out
    assert "都已停好" in out
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(var) in " ".join(p.info["cmdline"] or [])]

    killed = start(var, port)
    until_it_answers(port, killed)
    stop(killed, signal.SIGKILL)
    again = start(var, port)  # at once: what was left running may still hold the port
    until_it_says("已启动", again)
    out = stop(again)
    assert again.returncode == 0, out


def until_it_says(word: str, process: "subprocess.Popen[str]") -> None:
    """Until this one, and not one that was killed, says so."""
    assert process.stdout is not None
    heard = ""
    while word not in heard:
        line = process.stdout.readline()
        assert line, heard  # it ended without having said it
        heard += line


def test_a_port_in_use_is_said_plainly(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(var, taken.getsockname()[1])
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "已被别的程序占用" in out
    assert "PORT=" in out
