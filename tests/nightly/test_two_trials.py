"""Two trials side by side: of one user, in folders with long names and blanks; and of two users of one machine."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from backend.settings import ROOT
from tests.conftest import free_port

ENV = {
    **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH"}},
    "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]), "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip
USERS = ("futian-one", "futian-two")


class Trial:
    """A trial that runs; ended with all it started."""

    def __init__(self, var: Path, user: str | None = None) -> None:
        self.var, self.port = var, free_port()
        self.process = subprocess.Popen(
            [interpreter(user), "-m", "backend.cli", "up", "--port", str(self.port), "--var", str(var), "--workers", "1"],
            cwd=ROOT, env=ENV, user=user, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def answers(self) -> None:
        """Wait for its welcome, and ask for a page."""
        assert self.process.stdout is not None
        heard = ""
        while "已启动" not in heard:
            line = self.process.stdout.readline()
            log = self.var / "log.jsonl"
            assert line, heard + (log.read_text()[-3000:] if log.exists() else "")
            heard += line
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/services", timeout=20) as page:
            assert page.status == 200

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, out
        left = [p for p in psutil.process_iter(["cmdline"]) if str(self.var) in " ".join(p.info["cmdline"] or [])]
        assert left == []


def interpreter(user: str | None) -> str:
    """A Python of this version that the user may run; FUTIAN_TEST_PYTHON names one where root's own is closed."""
    others = os.environ.get("FUTIAN_TEST_PYTHON", ""), f"/usr/bin/python3.{sys.version_info.minor}"
    for found in (sys.executable, *others):
        try:
            subprocess.run([found, "-c", "import redis, asyncpg"], env=ENV, user=user, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return found
    pytest.skip("this user can't run a Python of this version")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own are closed to the database server's user."""
    folder = Path(tempfile.mkdtemp(prefix="futian-two-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def users() -> Iterator[tuple[str, ...]]:
    """Two users of this machine, made for this test."""
    if os.geteuid() != 0:
        pytest.skip("only root can make users")
    for user in USERS:
        subprocess.run(["useradd", "--no-create-home", user], check=True)
    yield USERS
    for user in USERS:
        subprocess.run(["userdel", user], check=True)


def side_by_side(trials: list[Trial]) -> None:
    try:
        for trial in trials:
            trial.answers()
    finally:
        for trial in trials:
            if trial.process.poll() is None:
                trial.stop()
    assert [trial.process.returncode for trial in trials] == [0, 0]


def test_two_of_one_user_one_in_a_long_folder_with_blanks(place: Path) -> None:
    side_by_side([Trial(place / "一"), Trial(place / ("很长的 目录名 " * 10).strip())])


def test_of_two_users(place: Path, users: tuple[str, ...]) -> None:
    folders = [place / user for user in users]
    for folder, user in zip(folders, users, strict=True):
        folder.mkdir(mode=0o700)
        shutil.chown(folder, user)
    side_by_side([Trial(folder / "var", user) for folder, user in zip(folders, users, strict=True)])
    refused = Trial(folders[0] / "var", users[1])
    out, _ = refused.process.communicate(timeout=60)
    assert refused.process.returncode == 1
    assert "写不进去" in out
    assert "VAR=" in out
    assert "Traceback" not in out
