"""A pytest plugin that runs, for each changed line of code, the tests that reach its function: `-p tests.mutants`, see tests/mutation.py.

The tests are collected once. Each mutant then gets a forked process, so nothing is imported or collected again, and
what one run has cached no other one sees. Of the tests that reach the function the fast ones come first; the first that
fails ends it.
"""

import gc
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Sequence
from itertools import accumulate

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

from tests.mutant_code import FOLDER, MARK, PLAIN, ROOT, Finder, UnderTest, names_in, reached

KILLED, SURVIVED, UNTESTED, ENDLESS = "killed", "survived", "untested", "endless"
PATIENCE = 5  # with a mutant a test may take this many times its CPU seconds, and never less than
LEAST = 3  # seconds
MOST_MEMORY = 6 << 30


def pytest_addoption(parser: pytest.Parser) -> None:
    """What tests/mutation.py asks for."""
    group = parser.getgroup("mutants")
    group.addoption("--mutate", action="append", default=[], help="a source to change")
    group.addoption("--digest", default="", help="what the results are kept under")
    group.addoption(
        "--seconds",
        type=float,
        default=60,
        help="of CPU, on the plain code, for the tests of one mutant; a longer list is cut",
    )
    group.addoption("--sample", type=float, default=1.0, help="this share of the mutants, drawn alike each time")
    group.addoption("--at-once", type=int, default=1, help="processes")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Watch imports before the first conftest is read; properties are drawn alike each time, and not made small."""
    sys.meta_path.insert(0, Finder([ROOT / one for one in early_config.known_args_namespace.mutate]))
    hypothesis_settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    hypothesis_settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of the tests once: the tests of each mutant."""
    if session.testsfailed or session.config.option.collectonly:
        return False
    items = {item.nodeid: item for item in session.items}
    gc.freeze()  # so that a collection in a forked process doesn't copy the whole heap
    reaching = {
        function: cut(tests, session.config.getoption("--seconds"))
        for function, tests in measured(session.items).items()
    }
    control = Run(items, {PLAIN: {name: seconds for tests in reaching.values() for name, seconds in tests.items()}}, 1)
    if control.all([PLAIN]) != {PLAIN: SURVIVED}:
        raise pytest.UsageError(
            "the runner itself fails: without any mutant the tests passed one by one, not one after the other"
        )
    for one in session.config.getoption("--mutate"):
        drawn, every = random.Random(one), names_in(ROOT / one)
        names = [n for n in every if drawn.random() < session.config.getoption("--sample")]
        found = Run(items, reaching, session.config.getoption("--at-once")).all(names)
        note = {"digest": session.config.getoption("--digest"), "all": len(every), "found": found}
        (FOLDER / f"{one.replace('/', '.')}.json").write_text(json.dumps(note, indent=1))
        kinds = ", ".join(
            f"{list(found.values()).count(kind)} {kind}" for kind in (KILLED, ENDLESS, SURVIVED, UNTESTED)
        )
        print(f"{one}: {kinds}", flush=True)
    return True


Reaching = dict[str, dict[str, float]]


def measured(items: Sequence[pytest.Item]) -> Reaching:
    """For each function the tests that reach it, with their seconds: each in a process of its own, as fresh as that of a mutant.

    In one process only the first test that uses a shared fixture or a cached value would reach what makes it.
    """
    reaching: Reaching = {}
    for item in items:
        seconds, functions, passed = walked(item)
        if not passed:
            raise pytest.UsageError(f"fails without any mutant: {item.nodeid}")
        for function in functions:
            reaching.setdefault(function, {})[item.nodeid] = seconds
    return reaching


def cut(tests: dict[str, float], seconds: float) -> dict[str, float]:
    """The quickest tests that together take no longer; what they don't notice counts as survived, even if a longer one would."""
    spent = accumulate(sorted(tests.values()))
    kept = sum(so_far <= seconds for so_far in spent)
    return {name: tests[name] for name in sorted(tests, key=tests.__getitem__)[: max(1, kept)]}


def walked(item: pytest.Item) -> tuple[float, list[str], bool]:
    """A test's CPU seconds, the functions that it reaches, and whether it passes."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            quiet()
            began = time.process_time()
            passed = passes(item, None)
            with os.fdopen(write, "w") as out:
                json.dump((time.process_time() - began, sorted(reached), passed), out)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        told = answer.read()
    os.waitpid(pid, 0)
    return json.loads(told) if told else (0.0, [], False)


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def quiet() -> None:
    """Let a forked process print nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


class Run:
    """Mutants, some at a time, each in a process of its own."""

    def __init__(self, items: dict[str, pytest.Item], reaching: Reaching, at_once: int) -> None:
        self.items, self.reaching, self.at_once = items, reaching, at_once
        self.running: dict[int, str] = {}
        self.found: dict[str, str] = {}

    def all(self, names: Sequence[str]) -> dict[str, str]:
        """What becomes of each."""
        for name in names:
            tests = self.reaching.get(name.partition(MARK)[0])
            if not tests:
                self.found[name] = UNTESTED
                continue
            if len(self.running) >= self.at_once:
                self.wait()
            self.begin(name, tests)
        while self.running:
            self.wait()
        return {name: self.found[name] for name in names}

    def begin(self, name: str, tests: dict[str, float]) -> None:
        """Fork; the child never comes back."""
        if (pid := os.fork()) == 0:
            code = 1  # whatever else goes wrong with a mutant is noticed, too
            try:
                code = tried(name, [(self.items[one], tests[one]) for one in tests])
            finally:
                os._exit(code)
        self.running[pid] = name

    def wait(self) -> None:
        """Take the result of the next one that ends."""
        pid, status = os.wait()
        ended = os.waitstatus_to_exitcode(status)
        kinds = {0: SURVIVED, -signal.SIGXCPU: ENDLESS, -signal.SIGKILL: ENDLESS}
        self.found[self.running.pop(pid)] = kinds.get(ended, KILLED)


def tried(name: str, tests: Sequence[tuple[pytest.Item, float]]) -> int:
    """Run the tests, each with its CPU seconds on the plain code, with this mutant; 1 when one fails."""
    quiet()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    UnderTest.module, _, UnderTest.name = name.rpartition(".")
    for (item, seconds), (following, _) in zip(tests, [*tests[1:], (None, 0)], strict=True):
        most = int(time.process_time() + LEAST + PATIENCE * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        if not passes(item, following):
            return 1
    return 0
