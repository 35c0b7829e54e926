"""The landline of somebody who has no smartphone: what is heard on it, and which keys are pressed."""

import re

import httpx

from backend.registers.sample.relations import relations
from tests.journey import said

LANDLINE = relations().landlines["cen_baishou"]


class Landline:
    """The old man's telephone in the sample world."""

    def __init__(self, world: str) -> None:
        self.world = world

    def heard(self) -> str:
        """The page of his calls."""
        return httpx.get(f"{self.world}/telephone", params={"to": LANDLINE.removeprefix("+")}).text

    def does(self, call: str, **form: str) -> str:
        """Pick up, or press keys; answers what he has heard by then."""
        sent = {"call": call, **form}
        httpx.post(f"{self.world}/telephone", data=sent, headers={"sec-fetch-site": "same-origin"})
        return said(self.heard())

    def rings(self) -> str:
        """The call that rings now."""
        (call,) = re.findall(r'name="call" value="([0-9a-f-]{36})"', self.heard())[:1]
        return str(call)

    def chooses(self, call: str, account: str) -> str:
        """Press the key that was said for an account, known by its last digits; answers what he has heard by then."""
        key = re.search(f"尾号{account[-4:]}的账户，请按(\\d)", said(self.heard()))
        assert key
        return self.does(call, does="press", keys=key[1])

    def agrees(self, call: str, code: str, spoken: str) -> str:
        """Press the digit that was said, and then the code that somebody reads out."""
        digit = re.search(r"同意，请按(\d)", spoken)
        assert digit
        self.does(call, does="press", keys=digit[1])
        return self.does(call, does="press", keys=code)
