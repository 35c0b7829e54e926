"""All benchmarks, one after the other: `make bench`, within a quarter of an hour; `python -m bench NAME …` runs some.

Where a whole measurement takes longer, a share of it is taken here, and the page of the benchmark says how to run it whole.
Each is ended, with all it started, when its time is up.
"""

import signal
import subprocess
import sys
import time

ALL = {
    "start": "", "submit": "", "replay": "", "page": "", "personal": "", "hanging": "", "search": "", "catalogue": "", "rules": "", "rules.database": "",
    "prereview.answered": "--cards 3", "prereview.reading": "--kinds id_card_front,household_page", "identity": "--people 2",
    "push": "", "exists": "200",
}  # fmt: skip
WHOLE, EACH, PATIENCE = 900.0, 150.0, 30.0  # seconds for all, for one, and for one to stop its servers


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
    for one in sys.argv[1:] or ALL:
        print(f"\n== {one} {ALL[one]}", flush=True)
        left = until - time.monotonic()
        ends.append(run(one, min(EACH, left)) if left > 0 else f"-- {one}: no time left")
    print("\n" + "\n".join(ends))
    sys.exit(any("," in end or "no time" in end for end in ends))
