"""The house as a process of its own behind a real socket, as it runs outside of tests."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import msgspec

from backend.settings import ROOT, Settings
from backend.up import server
from tests.conftest import free_port

UVICORN = [sys.executable, "-m", "uvicorn", "--factory", "backend.app:create", "--log-level", "error", "--port"]


class Process:
    """One web server of the house; may be ended and started again on the same port."""

    def __init__(self, settings: Settings, kind: str, **environ: str) -> None:
        self.port = free_port()
        self.settings = msgspec.structs.replace(
            settings, origin=f"http://127.0.0.1:{self.port}", upload_idle_seconds=1.0
        )
        self.command = server("backend.app:create", self.port) if kind == "granian" else [*UVICORN, str(self.port)]
        self.environ = environ
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it answers."""
        env = {**os.environ, **self.settings.to_env(), **self.environ}
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.settings.origin}/livez", timeout=2).close()
                return self.process
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the house did not start")

    def stop(self) -> int:
        """Ask it to end, and wait."""
        self.process.terminate()
        return self.process.wait(30)
