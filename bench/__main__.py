"""All benchmarks, one after the other: `make bench`, within a quarter of an hour; `python -m bench NAME …` runs some.

Where a whole measurement takes longer, a share of it is taken here, and the page of the benchmark says how to run it whole.
Each is ended, with all it started, when its time is up: whatever hangs, the whole run takes no longer than WHOLE and PATIENCE.
"""

import signal
import subprocess
import sys
import time

import psutil

from backend.process_group import finish

ALL = {
    "start": "", "submit": "", "replay": "", "page": "", "personal": "", "hanging": "", "search": "", "catalogue": "", "rules": "", "rules.database": "",
    "prereview.answered": "--cards 3", "prereview.reading": "--kinds id_card_front,household_page", "identity": "--people 2",
    "push": "", "audience": "--people 50000 --owed 500", "rule_table": "--people 50000", "guided": "", "exists": "200",
}  # fmt: skip
PATIENCE = 30.0  # seconds for one to stop its servers
WHOLE, EACH = 15 * 60 - PATIENCE, 150.0  # seconds for all, and for one


def run(name: str, seconds: float) -> str:
    """Run one; says how it ended."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", f"bench.{name}", *ALL[name].split()])
    try:
        process.wait(seconds)
        end = "" if process.returncode == 0 else f", ended with {process.returncode}"
    except subprocess.TimeoutExpired:
        end = ", its time was up: run it alone"
    finally:
        if process.poll() is None:
            finish([psutil.Process(process.pid)], PATIENCE)
    return f"-- {name}: {time.monotonic() - began:.0f} s{end}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    until = time.monotonic() + WHOLE
    ends = []
    for one in sys.argv[1:] or ALL:
        print(f"\n== {one} {ALL[one]}", flush=True)
        left = until - time.monotonic()
        ends.append(run(one, min(EACH, left)) if left > 0 else f"-- {one}: no time left")
    print("\n" + "\n".join(ends))
    sys.exit(any("," in end or "no time" in end for end in ends))
