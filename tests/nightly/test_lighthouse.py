"""Lighthouse on a phone: at least 98 of 100 in speed, accessibility, good practice and, where pages may be found, in being found."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.settings import Settings
from tests.support.browsing import executable
from tests.support.each import each

LIGHTHOUSE = "lighthouse@12.8.2"
LEAST = 98
PUBLIC = {"/", "/services", "/services/FT0205001", "/places", "/about"}
HIDDEN = {"/sign-in", "/verify"}  # not to be found by search engines


RUNS = 3  # a busy machine counts as blocking time: the best of these


@pytest.mark.nightly("pages")
@each("path", sorted(PUBLIC | HIDDEN))
def test_the_page_reaches_98(live: Settings, tmp_path: Path, path: str) -> None:
    seen = []
    for _ in range(RUNS):
        seen.append(scores(live.origin + path, tmp_path / "report.json"))
        if path in HIDDEN:
            del seen[-1]["seo"]
        if min(seen[-1].values()) >= LEAST:
            return
    raise AssertionError(seen)


def scores(address: str, report: Path) -> dict[str, int]:
    """What Lighthouse gives a page, by category, out of 100."""
    npx = shutil.which("npx")
    assert npx, "npm isn't installed"
    command = [npx, "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}",
               "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
               "--only-categories=performance,accessibility,best-practices,seo"]  # fmt: skip
    env = {**os.environ, "CHROME_PATH": executable() or ""}
    subprocess.run(command, env=env, capture_output=True, check=True, timeout=180)
    return {name: round(100 * one["score"]) for name, one in json.loads(report.read_text())["categories"].items()}
