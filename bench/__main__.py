"""All benchmarks, one after the other: `make bench`, within a quarter of an hour. Each is ended, with all it started, when its time is up."""

import signal
import subprocess
import sys
import time

ALL = (
    "bench.start", "bench.submit", "bench.replay", "bench.page", "bench.personal", "bench.search", "bench.catalogue", "bench.rules",
    "bench.rules.database", "bench.prereview", "bench.identity", "bench.push", "bench.exists",
)  # fmt: skip
WHOLE, EACH, PATIENCE = 900.0, 150.0, 30.0  # seconds for all, for one, and for one to stop its servers


def run(name: str, seconds: float) -> str:
    """Run one; says how it ended."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", name])
    try:
        process.wait(seconds)
        end = "" if process.returncode == 0 else f", ended with {process.returncode}"
    except subprocess.TimeoutExpired:
        end = ", its time was up: run it alone"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
    return f"-- {name}: {time.monotonic() - began:.0f} s{end}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    until = time.monotonic() + WHOLE
    ends = []
    for one in ALL:
        print(f"\n== {one}", flush=True)
        ends.append(
            run(one, min(EACH, until - time.monotonic())) if time.monotonic() < until else f"-- {one}: no time left"
        )
    print("\n" + "\n".join(ends))
