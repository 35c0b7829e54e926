"""How soon a trial is there and what its processes hold: `python -m bench.start`. Prints each figure beside its limit.

Memory is what would be free if the process ended alone (USS) plus its share of what others use too (PSS), and RSS.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psutil

from backend.catalogue.load import read_service, service_files
from backend.process_group import server
from backend.settings import ROOT
from bench.house import port
from bench.search import queries

MB = 1e6
LIMITS = {"supervisor": 80.0, "web": 160.0, "worker": 120.0}  # MB of RSS, without the population
SEARCHES, AFTER = 500, 185.0  # MB of RSS of a web process after as many different searches
AGAIN, READY = 8.0, 2.0  # seconds for a second `make run`, and for one more web process


@contextmanager
def trial(var: Path) -> Iterator[tuple[psutil.Process, int, float]]:
    """A trial in this folder: its supervisor, its port and the seconds until its welcome."""
    at, began = port(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.cli", "up", "--port", str(at), "--var", str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        assert process.stdout is not None
        heard = ""
        while "已启动" not in heard:
            line = process.stdout.readline()
            assert line, heard
            heard += line
        yield psutil.Process(process.pid), at, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def held(processes: dict[str, psutil.Process], limits: dict[str, float]) -> None:
    """What each holds, beside its limit."""
    for name, process in processes.items():
        info = process.memory_full_info()
        rss, limit = info.rss / MB, limits.get(name.split(" ")[0])
        beside = f"ratio {rss / limit:.2f} to {limit:.0f} MB" if limit else ""
        print(f"  {name:28} RSS {rss:5.0f} MB   PSS {info.pss / MB:5.0f} MB   {beside}")


def parts(supervisor: psutil.Process) -> dict[str, psutil.Process]:
    """The processes with a limit: supervisor, worker, and the workers of the web server."""
    found = {"supervisor": supervisor}
    for child in supervisor.children():
        words = " ".join(child.cmdline())
        if "backend.worker" in words:
            found["worker"] = child
        elif "backend.app" in words:
            found.update({f"web {n}": one for n, one in enumerate(child.children(), 1)})
    return found


def cpu_of(supervisor: psutil.Process) -> float:
    """Seconds of CPU of a whole trial so far, processes that have ended included."""
    family = [supervisor, *supervisor.children(recursive=True)]
    return sum(sum(process.cpu_times()[:4]) for process in family)  # own and of ended children, user and system


def one_more_web(env: dict[str, str]) -> tuple[float, float]:
    """Seconds, and seconds of CPU, until one more web process serves a page."""
    at, began = port(), time.perf_counter()
    process = subprocess.Popen(server("backend.app:create", at), cwd=ROOT, env=env)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{at}/readyz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        took, family = time.perf_counter() - began, psutil.Process(process.pid)
        return took, sum(sum(p.cpu_times()[:2]) for p in (family, *family.children()))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def searched(at: int, times: int) -> None:
    """Ask for what residents ask, each time something else: whole, and as far as it was typed."""
    services = [read_service(path) for path in service_files()]
    asked = [*queries(), *(alias for service in services for alias in service.aliases)]
    typed = dict.fromkeys(part for text in asked for part in (text, text[:2], text[:-1]) if part)
    for text in list(typed)[:times]:
        urllib.request.urlopen(f"http://127.0.0.1:{at}/services?q={quote(text)}", timeout=30).read()


def main() -> None:
    """Start twice, measure the second time."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ratios to CPU time travel, seconds don't")
    with TemporaryDirectory(prefix="bench-start-") as name:
        os.chmod(name, 0o755)  # root's database server runs as another user
        var = Path(name) / "var"
        with trial(var) as (_, _, first):
            print(f"first start {first:.1f} s")
        with trial(var) as (supervisor, at, again):
            print(
                f"second start {again:.1f} s, {cpu_of(supervisor):.1f} s of CPU   ratio {again / AGAIN:.2f} to {AGAIN:.0f} s"
            )
            found = parts(supervisor)
            held(found, LIMITS)
            env = found["worker"].environ()
            taken = sorted(one_more_web(env) for _ in range(3))
            took, cpu = taken[1]
            print(
                f"one more web process ready after {took:.2f} s, {cpu:.2f} s of CPU   ratio {took / READY:.2f} to {READY:.0f} s"
            )
            searched(at, SEARCHES)
            print(f"after {SEARCHES} searches")
            held({name: one for name, one in found.items() if name.startswith("web")}, {"web": AFTER})
            whole = sum(p.memory_full_info().pss for p in (supervisor, *supervisor.children(recursive=True)))
            print(f"the whole trial, databases included: PSS {whole / MB:.0f} MB")
            print(
                re.sub(
                    r"\s+",
                    " ",
                    f"search indexes: {[f'{f.stat().st_size / MB:.1f} MB' for f in (var / 'index').glob('*.index')]}",
                )
            )


if __name__ == "__main__":
    main()
