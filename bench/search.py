"""How long a query takes, and how that grows: 212 services, a city's 1,488, and with `--full` 20,000.

`python -m bench.search [--full]`: the limit is a scan with rapidfuzz over all names and aliases, measured in the same run; it understands
neither meanings nor Pinyin and is what one would write first.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from rapidfuzz import fuzz, process

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search.build_index import build
from backend.catalogue.search.outcome import search_services
from backend.catalogue.types import Service

QUERIES = Path(__file__).parent.parent / "tests" / "backend" / "catalogue" / "queries"
SIZES, LARGEST = (212, 1_488), 20_000
MOST = 300


def queries() -> list[str]:
    """What residents type, from the test set."""
    files = (msgspec.toml.decode(p.read_bytes()) for p in sorted(QUERIES.glob("*.toml")))
    return [query["text"] for file in files for query in file["query"]][:MOST]


def grown(services: Sequence[Service], count: int) -> list[Service]:
    """As many services as wanted: the shipped ones again and again, each copy with a place in its name."""
    return [
        msgspec.structs.replace(services[n % len(services)], code=f"FT{n:07d}" if n >= len(services) else services[n].code,
                                name=services[n % len(services)].name + ("" if n < len(services) else f"{n // len(services)}区"))
        for n in range(count)
    ]  # fmt: skip


def timed(answer: Callable[[str], object], asked: Sequence[str]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    spent = []
    for text in asked:
        begun = time.perf_counter()
        answer(text)
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]


def main() -> None:
    """One line for each size."""
    services, asked = [read_service(path) for path in service_files()], queries()
    print(f"{len(asked)} queries; milliseconds", file=sys.stderr)
    for size in (*SIZES, LARGEST) if "--full" in sys.argv else SIZES:
        held = grown(services, size)
        begun = time.perf_counter()
        index = build(held)
        built = time.perf_counter() - begun
        phrases = [text for s in held for text in (s.name, *s.aliases)]
        some = asked if size < 5_000 else asked[:40]
        timed(lambda text, index=index: search_services(index, text), some)  # type: ignore[misc]  # once to warm up
        ours = timed(lambda text, index=index: search_services(index, text), some)  # type: ignore[misc]
        scan = timed(lambda text, held=phrases: process.extract(text, held, scorer=fuzz.partial_ratio, limit=20), some)  # type: ignore[misc]
        print(
            f"{size:>6} services: median {ours[0]:6.2f} p95 {ours[1]:6.2f} · scan {scan[0]:7.2f} · "
            f"ours/scan {ours[0] / scan[0]:.2f} · built in {built:.1f} s"
        )


if __name__ == "__main__":
    main()
