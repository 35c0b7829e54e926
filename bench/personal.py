"""A personal page (my cases) through the whole house beside two bare ASGI applications: one only renders the same template,
one makes the same reads first (the session, one transaction, three statements) and renders what it found.

`python -m bench.personal`: one granian worker each, the same connections, alternated, medians of requests and of CPU time.
"""

import asyncio
import statistics
from urllib.parse import urlsplit

import psutil

from backend.settings import Settings
from bench import over_http
from bench.house import CLIENTS, furnish, house, server

ROUNDS, REQUESTS = 5, 500


def main() -> None:
    """Alternate and print the ratio of the times."""
    with house() as (_, settings, admin):
        asyncio.run(furnish(settings, admin, CLIENTS))
        run(settings)


def run(settings: Settings) -> None:
    """The rounds."""
    held, env = asyncio.run(over_http.sessions(settings, CLIENTS)), settings.to_env()
    with (
        server("backend.app:create", env, "--factory") as ours,
        server("bench.bare.reads:app", env) as reads,
        server("bench.bare.render:app", env) as bare,
    ):
        sides = {"ours": (ours, [], []), "bare, the same reads": (reads, [], []), "bare render": (bare, [], [])}
        for _ in range(ROUNDS):
            for origin, rates, costs in sides.values():
                asked, before = (
                    [over_http.get(settings, origin, "/cases", held[n % CLIENTS]) for n in range(REQUESTS)],
                    cpu_of(origin),
                )
                rates.append(asyncio.run(over_http.send_all(origin, asked, 200))[0])
                costs.append((cpu_of(origin) - before) / REQUESTS)
    rate, cost = ({name: statistics.median(side[n]) for name, side in sides.items()} for n in (1, 2))
    for name in sides:
        against = f"ours takes {rate[name] / rate['ours']:.2f} x the time, {cost['ours'] / cost[name]:.2f} x the CPU"
        print(f"my cases   {name:22} {rate[name]:7.0f} /s   {cost[name] * 1e6:7.0f} us CPU   {against}")


def cpu_of(origin: str) -> float:
    """Seconds of CPU that the server at this address and its children have taken."""
    port = urlsplit(origin).port
    top = next(
        c.pid
        for c in psutil.net_connections("tcp")
        if c.laddr.port == port and c.status == psutil.CONN_LISTEN and c.pid
    )
    found = [psutil.Process(top), *psutil.Process(top).children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in found)


if __name__ == "__main__":
    main()
