"""How fast this machine is while the tests run: a fixed piece of work, timed again and again, in CPU seconds.

Two machines of one kind took 701 and 1,476 CPU seconds for the same commit, because neighbours share their cores, caches and
memory. A budget in bare CPU seconds would judge the neighbours. The budget is therefore in **reference seconds**: CPU seconds
divided by the slowdown, which is the mean time of the fixed work during the run over its time on the reference machine.
"""

import ast
import hashlib
import json
import mmap
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REFERENCE = 0.0500  # CPU seconds of `fixed_work` on the reference machine with both cores busy, 2026-11-30
EVERY = 8.0  # seconds between two samples of one test process: about 1 % of its time
SOURCE = Path(__file__).read_text()
WORD = re.compile(r"(\w+)\s*=\s*(\w+)")


def fixed_work() -> None:
    """Do what the tests' processes mostly do: parse, compile, encode, search, hash, and touch fresh memory."""
    for _ in range(4):
        tree = ast.parse(SOURCE)
        compile(tree, "fixed", "exec")
        found = [(type(node).__name__, getattr(node, "lineno", 0)) for node in ast.walk(tree)]
        words = WORD.findall(SOURCE)[:4]
        text = json.dumps([{"name": name, "line": line, "words": words} for name, line in found])
        rows = json.loads(text)
        rows.sort(key=lambda row: (row["name"], -row["line"]))
        hashlib.sha256(text.encode()).hexdigest()
        with mmap.mmap(-1, 8 << 20) as fresh:
            for page in range(0, len(fresh), mmap.PAGESIZE):
                fresh[page] = 1


def timed() -> float:
    """CPU seconds of one piece of work in this thread."""
    before = time.thread_time()
    fixed_work()
    return time.thread_time() - before


def folder() -> Path:
    """Where the test processes of this run write their samples."""
    return Path(os.environ.get("FUTIAN_TEST_GROUNDS", "/nowhere"), "speed")


class SpeedSamples:
    """Times the fixed work between tests, in each test process."""

    def __init__(self) -> None:
        self.last = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Take a sample after a test, when the last one is some seconds old."""
        try:
            return (yield)
        finally:
            if time.monotonic() - self.last > EVERY:
                self.last = time.monotonic()
                folder().mkdir(exist_ok=True)
                with (folder() / str(os.getpid())).open("a") as file:
                    file.write(f"{timed():.5f}\n")


def slowdown() -> float:
    """How many times slower than the reference machine this one was; 1 without samples, never below 1."""
    samples = [float(line) for file in folder().glob("*") for line in file.read_text().split()]
    return max(1.0, sum(samples) / len(samples) / REFERENCE) if samples else 1.0
