"""The tripwire (R37): whatever a test of ours makes the house print or log, no number of the cast may be in it.

Names are left out: a test may well print a page. Numbers of identity cards and phones have no business in any output.
"""

import re

import pytest

from backend.registers.sample.cast import cast

# a test reading the sample phone
NOT_OURS = re.compile(r"HTTP Request: (GET|POST) \S+/phone\.json\S*|127\.0\.0\.1:\d+/phone\.json\S*")
ALLOWED = {
    "tests/backend/registers": "the sample world speaks of its people", "tests/backend/materials": "read-document prints what it reads",
    "tests/backend/rules": "a rule is tried with facts at a terminal",
}  # fmt: skip


def canaries() -> frozenset[str]:
    """The numbers of everybody in the cast."""
    return frozenset(
        number for one in cast().values() for number in (one.id_number, one.phone, one.international_phone) if number
    )


def found_in(text: str) -> set[str]:
    """Which of them are in this text."""
    ours = NOT_OURS.sub("", text)
    return {canary for canary in canaries() if canary in ours}


class Tripwire:
    """Looks at what each test left in the captured output and logs."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
        """A test that passed fails all the same when a number of the cast was printed."""
        report: pytest.TestReport = yield
        where = item.nodeid
        if report.passed and not where.startswith(tuple(ALLOWED)):
            said = "\n".join(text for name, text in report.sections if name.startswith("Captured"))
            if leaked := found_in(said):
                report.outcome = "failed"
                report.longrepr = f"{where}: {len(leaked)} number(s) of the cast in what was printed or logged (R37)"
        return report
