"""All benchmarks, one after the other: `make bench`."""

import subprocess
import sys
from importlib.util import find_spec

ALL = (
    "bench.submit",
    "bench.replay",
    "bench.page",
    "bench.personal",
    "bench.search",
    "bench.catalogue",
    "bench.rules",
    "bench.rules.database",
    "bench.prereview",
    "bench.identity",
    "bench.push",
    "bench.exists",
)

if __name__ == "__main__":
    for name in ALL:
        if find_spec(name) is not None:
            print(f"\n== {name}", flush=True)
            subprocess.run([sys.executable, "-m", name], check=False)
