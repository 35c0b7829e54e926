"""A personal page (my cases) through the whole house beside a bare ASGI application that renders the same template each time.

`python -m bench.personal`: one granian worker each, the same connections, alternated, medians.
"""

import asyncio
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.kit import embedded
from backend.settings import Settings
from bench import over_http
from bench.house import CLIENTS, furnish, server, settings_in

ROUNDS, REQUESTS = 5, 1000
BARE = '''
from pwa.templates import render
CARD = {"name": "高龄老人津贴申请", "href": "/cases/1", "status": "还没提交", "tone": "neutral", "turn": "轮到您", "due": "", "number": "FT1"}
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = render("cases/list.html", nav="cases", sample=True, token="t" * 40, path="/cases", yours=[CARD], others=[], ended=[]).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
'''


def main() -> None:
    """Alternate and print the ratio of the times."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings, admin = settings_in(folder)
        try:
            asyncio.run(furnish(settings, admin, CLIENTS))
            run(settings, folder)
        finally:
            embedded.stop_valkey(folder / "valkey")
            embedded.stop_postgres(folder / "postgres")


def run(settings: Settings, folder: Path) -> None:
    """The rounds."""
    (folder / "bare_page.py").write_text(BARE)
    held = asyncio.run(over_http.sessions(settings, CLIENTS))
    with (
        server("backend.app:create", settings.to_env(), "--factory") as ours,
        server("bare_page:app", {"PYTHONPATH": f"{folder}:."}) as bare,
    ):
        a, b = [], []
        for _ in range(ROUNDS):
            for origin, rates in ((ours, a), (bare, b)):
                asked = [over_http.get(settings, origin, "/cases", held[n % CLIENTS]) for n in range(REQUESTS)]
                rates.append(asyncio.run(over_http.send_all(origin, asked, 200))[0])
    x, y = statistics.median(a), statistics.median(b)
    print(f"my cases, personal   ours {x:7.0f} /s   bare render {y:7.0f} /s   time ratio {y / x:.2f}")


if __name__ == "__main__":
    main()
