"""Does memory stay flat? `python -m bench.memory [minutes [requests a second]]` (30, as many as it can): a trial under mixed load; ends with 1
when a process has grown.

Each minute the residents' pages, searches in words and letters, the open data and sign-ins go on; memory is looked at once a minute.
The first third warms up caches; after it, the median of the last third may lie at most 5 % above that of the middle one.
"""

import random
import signal
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from backend.catalogue.load import read_service, service_files
from bench.start import MB, parts, trial

GROWTH = 1.05
CLIENTS = 4


def paths() -> tuple[list[str], list[str]]:
    """What is asked for, half and half: pages that repeat, and searches that hardly do."""
    services = [read_service(path) for path in service_files()]
    pages = [
        "/",
        "/services",
        "/api/services",
        "/sign-in",
        "/livez",
        "/readyz",
        *(f"/services/{s.code}" for s in services),
    ]
    dice = random.Random(1)
    typed = [text[: dice.randint(1, len(text))] for s in services for text in (s.name, *s.aliases, s.name_en)]
    return pages, [f"/services{place}?q={quote(text)}" for text in typed for place in ("", "/suggest")]


def ask(origin: str, path: str) -> int:
    """One request; answers its status."""
    try:
        with urllib.request.urlopen(origin + path, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def load(origin: str, seconds: float, wanted: tuple[list[str], list[str]], pause: float) -> tuple[int, int]:
    """Ask from a few clients at once for so long, each with a pause between two questions; how many were answered, and how many with 5xx."""
    until = time.monotonic() + seconds

    def client(seed: int) -> tuple[int, int]:
        dice, done, bad = random.Random(seed), 0, 0
        while time.monotonic() < until:
            bad += ask(origin, dice.choice(dice.choice(wanted))) >= 500
            done += 1
            time.sleep(pause)
        return done, bad

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(client, [random.randrange(2**32) for _ in range(CLIENTS)]))
    return sum(done for done, _ in found), sum(bad for _, bad in found)


def main() -> None:
    """Load, look, judge."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    pause = CLIENTS / float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    seen: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="bench-memory-") as name:
        Path(name).chmod(0o755)  # root's database server runs as another user
        with trial(Path(name) / "var") as (supervisor, at, _):
            found, wanted = parts(supervisor), paths()
            for minute in range(minutes):
                done, bad = load(f"http://127.0.0.1:{at}", 60, wanted, pause)
                for part, process in found.items():
                    seen[part].append(process.memory_info().rss / MB)
                held = "  ".join(f"{part} {values[-1]:.0f}" for part, values in seen.items())
                print(f"minute {minute + 1}: {done:,} answers, {bad} of them 5xx; MB: {held}", flush=True)
    third = max(1, minutes // 3)
    grown = []
    for part, values in seen.items():
        before, after = statistics.median(values[third : 2 * third] or values), statistics.median(values[-third:])
        print(f"{part:12} {before:5.0f} MB, later {after:5.0f} MB   ratio {after / before:.3f} to {GROWTH}")
        grown += [part] if after > GROWTH * before else []
    sys.exit(f"grown: {', '.join(grown)}" if grown else 0)


if __name__ == "__main__":
    main()
