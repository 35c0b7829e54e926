"""A worker process that is killed at a named point."""

import os
import subprocess
import sys
from pathlib import Path

from backend.settings import ROOT, Settings


def worker(settings: Settings, point: str, flag: Path) -> "subprocess.Popen[bytes]":
    """The real worker with one point armed."""
    armed = {"FUTIAN_FAILPOINT": point, "FUTIAN_FAILPOINT_FLAG": str(flag)}
    environ = {**os.environ, **settings.to_env(), **armed}
    return subprocess.Popen([sys.executable, "-m", "backend.worker"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
