"""What a script keeps on a device is locked when the session would have ended: both know the same idle time."""

import re

from auth.session.sessions import IDLE
from backend.settings import ROOT


def test_seen_pages_are_locked_when_the_session_ends() -> None:
    script = (ROOT / "pwa/scripts/kit/seen_page.ts").read_text("utf-8")
    minutes = re.search(r"export const IDLE = (\d+) \* 60;", script)
    assert minutes is not None
    assert int(minutes[1]) * 60 == IDLE.total_seconds()
