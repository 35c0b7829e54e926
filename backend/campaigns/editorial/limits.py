"""When a campaign pauses itself: too many failures, or too many people who switch it off. Pure; all numbers are proposals."""

from typing import Literal

from backend.campaigns.editorial.types import CampaignTrouble

FAILED_PERCENT, FAILED_FROM = 5, 20
"""Failures of those handled so far, once so many were handled (compare listmonk's error threshold)."""
OPTED_OUT_PERCENT, OPTED_OUT_FROM = 2, 100
"""Switched off or withdrawn since they were told; trials of the US OES saw under 3 % over weeks."""
LimitPassed = Literal["failures", "opt_outs"]


def limit_passed(seen: CampaignTrouble) -> LimitPassed | None:
    """The limit that is passed, if one is."""
    if seen.handled >= FAILED_FROM and seen.failed * 100 > seen.handled * FAILED_PERCENT:
        return "failures"
    if seen.told >= OPTED_OUT_FROM and seen.opted_out * 100 > seen.told * OPTED_OUT_PERCENT:
        return "opt_outs"
    return None
