"""The gate that every run passes: long proofs wait for the night, and the CPU time of the whole run has a budget."""

import os
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from backend.kit import embedded_servers
from tests.support.machine_speed import SpeedSamples, slowdown

NIGHTLY = "nightly"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `tests/run.sh` and `tests/nightly.sh` ask for."""
    group = parser.getgroup("gate")
    group.addoption("--part", default="", help="of the nightly tests, those of this part")
    group.addoption(
        "--cpu-budget", default="", help="WARN:FAIL, in reference CPU seconds of the whole run with all its processes"
    )
    group.addoption("--cpu-beside", default="", help="a file with the CPU seconds of what ran beside")
    group.addoption("--stop-when", default="", help="a file; as soon as it exists, no further test is begun")
    group.addoption("--cpu-by-module", action="store_true", help="list the CPU seconds of each test module")


def pytest_configure(config: pytest.Config) -> None:
    """The process that shows the results watches the budget; each test process measures."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budget(config), "cpu-budget")
    if config.getoption("--cpu-budget"):
        config.pluginmanager.register(SpeedSamples(), "speed-samples")
    if config.getoption("--cpu-by-module"):
        config.pluginmanager.register(Meter(), "cpu-meter")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All below tests/nightly is nightly; of the nightly ones those of the part stay."""
    for item in items:
        if "tests/nightly/" in item.nodeid and not item.get_closest_marker(NIGHTLY):
            item.add_marker(NIGHTLY)
    if part := config.getoption("--part"):
        other = [item for item in items if part_of(item) != part]
        items[:] = [item for item in items if part_of(item) == part]
        config.hook.pytest_deselected(items=other)


def part_of(item: pytest.Item) -> str:
    """The part of the night a test belongs to; nothing for one of the day."""
    mark = item.get_closest_marker(NIGHTLY)
    return "" if mark is None else str(mark.args[0]) if mark.args else "long"


class Budget:
    """Adds up what the run has cost, says so, and fails a run that cost too much."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.modules: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the cost of one phase of a test."""
        self.modules[report.nodeid.partition("::")[0]] += dict(report.user_properties).get(f"cpu-{report.when}", 0)  # type: ignore[operator]

    def pytest_runtest_logfinish(self) -> None:
        """Begin no further test when what runs beside has failed."""
        stop = self.config.getoption("--stop-when")
        if stop and Path(stop).exists():
            self.session.shouldstop = "what runs beside has failed"

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Remember whom to stop."""
        self.session = session

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what it cost."""
        for module, seconds in self.modules.most_common(60) if self.config.getoption("--cpu-by-module") else ():
            terminalreporter.write_line(f"{seconds:8.1f} CPU s  {module}")
        if seed := self.config.getoption("randomly_seed", None):
            terminalreporter.write_line(f"random seed: {seed} (the same order again: --randomly-seed={seed})")
        if budget := self.config.getoption("--cpu-budget"):
            warn, fail = (float(part) for part in budget.split(":"))
            bare = (
                spent_here() + spent_by_servers() + unaccounted() + spent_beside(self.config.getoption("--cpu-beside"))
            )
            spent = bare / slowdown()
            terminalreporter.write_line(
                f"CPU time of the whole run: {spent:.0f} reference s (budget {warn:.0f}, never above {fail:.0f}); "
                f"{bare:.0f} s on this machine, {slowdown():.2f} times slower"
            )
            if spent > fail:
                terminalreporter.write_line("FAILED: the budget is passed, see CONTRIBUTING.md", red=True)
                self.session.exitstatus = pytest.ExitCode.TESTS_FAILED
            elif spent > warn:
                terminalreporter.write_line("WARNING: above the budget, see CONTRIBUTING.md", yellow=True)


def spent_here() -> float:
    """CPU seconds of this process and of all that it has waited for: the test processes and what they started."""
    return sum(
        use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def spent_by_servers() -> float:
    """CPU seconds of the databases below this run's folder: they are nobody's children."""
    total = 0.0
    for folder in Path(os.environ.get("FUTIAN_TEST_GROUNDS", "/nowhere")).glob("*/postgres"):
        total += sum(tree(embedded_servers.postmaster(folder)).values())
        try:
            used = redis.Redis.from_url(embedded_servers.valkey_url(folder.with_name("valkey"))).info("cpu")
            total += used["used_cpu_user"] + used["used_cpu_sys"]
        except redis.RedisError:
            continue
    return total


def note_unaccounted(seconds: float) -> None:
    """Add CPU seconds of processes that ended without their parent waiting for them, which no process's account shows."""
    folder = Path(os.environ["FUTIAN_TEST_GROUNDS"], "unaccounted")
    folder.mkdir(exist_ok=True)
    with (folder / str(os.getpid())).open("a") as file:
        file.write(f"{max(seconds, 0):.2f}\n")


def unaccounted(process: str = "*") -> float:
    """What was noted, by this process or by all."""
    folder = Path(os.environ.get("FUTIAN_TEST_GROUNDS", "/nowhere"), "unaccounted")
    return sum(float(line) for file in folder.glob(process) for line in file.read_text().split())


def spent_beside(file: str) -> float:
    """CPU seconds as the shell wrote them down: user and system."""
    return sum(float(word) for word in Path(file).read_text().split()) if file and Path(file).exists() else 0.0


def tree(process: psutil.Process | None) -> Counter[str]:
    """CPU seconds of a process and of its descendants, by name; what they have waited for is included."""
    found = Counter[str]()
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)) if process else ():
            with suppress(psutil.Error):  # it has just ended: its parent's account has it
                found[one.name()] += sum(one.cpu_times()[:4])
    return found


class Meter:
    """Measures each phase of each test: this process and all it started."""

    def __init__(self) -> None:
        self.before = 0.0

    def now(self) -> float:
        """CPU seconds so far."""
        return sum(tree(psutil.Process()).values()) + unaccounted(str(os.getpid()))

    def measured(self, item: pytest.Item, phase: str) -> Iterator[None]:
        """Write down the difference."""
        self.before = self.before or self.now()
        try:
            return (yield)
        finally:
            now = self.now()
            item.user_properties.append((f"cpu-{phase}", now - self.before))
            self.before = now

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """Fixtures."""
        return (yield from self.measured(item, "setup"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """The test."""
        return (yield from self.measured(item, "call"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """Fixtures again."""
        return (yield from self.measured(item, "teardown"))
