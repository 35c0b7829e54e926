"""Which change is a small fix: an alias, or a phone number, an hour or a slip of the pen in a listed text. Pure.

Never small: money, rules, accounts, links, conditions, limits, and any word that can turn a meaning round.
"""

import re
from difflib import SequenceMatcher
from typing import Literal

from backend.catalogue.version_diff import FieldChange

SmallFix = Literal["phone", "hours", "typo", "alias"]
LISTED = re.compile(
    r"service\.(?:purpose|name_en|purpose_en|limit\.note|channels\.visit_reason"
    r"|step\[[^\]]*\]\.(?:says|name)|material\[[^\]]*\]\.(?:what|where|sample)|question\[[^\]]*\]\.(?:a|q))"
)
ALIAS = re.compile(r"service\.aliases(?:\[.*\])?")
PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|[2-8]\d{7}|12345|400-?\d{3}-?\d{4})(?!\d)")
HOURS = re.compile(r"\d{1,2}[:：]\d{2}|周[一二三四五六日天](?:至|到)周[一二三四五六日天]")
LINK = re.compile(r"https?:|www\.|[a-z0-9-]+\.[a-z]{2,}|/services/|FT\d{7}", re.IGNORECASE)
WEIGHTY = re.compile(
    r"[\d０-９一二三四五六七八九十百千万亿零两半%‰元角分费钱款税金额￥$不没无未非别免须必应可能只仅除或且和及其年月日天周时岁以上下内外前后]"
)
"""Characters that carry an amount, a limit, a negation, a duty or a condition."""
MOST = 6  # characters that a slip of the pen changes at most, before and after together


def small_fix(change: FieldChange) -> SmallFix | None:
    """Return which small fix a change is; None for anything else."""
    if ALIAS.fullmatch(change.path):
        return "alias" if no_link(change.before) and no_link(change.after) else None
    if change.kind != "changed" or not LISTED.fullmatch(change.path):
        return None
    before, after = str(change.before), str(change.after)
    if LINK.search(before) or LINK.search(after):
        return "phone" if only(PHONE, before, after) else None
    if only(PHONE, before, after):
        return "phone"
    if only(HOURS, before, after):
        return "hours"
    return "typo" if is_slip(before, after) else None


def no_link(value: object) -> bool:
    """Check that an alias holds no link."""
    return LINK.search(str(value or "")) is None


def only(pattern: re.Pattern[str], before: str, after: str) -> bool:
    """Check that two texts differ in what a pattern finds and in nothing else."""
    same_number = len(pattern.findall(before)) == len(pattern.findall(after)) > 0
    return before != after and same_number and pattern.sub("〇", before) == pattern.sub("〇", after)


def is_slip(before: str, after: str) -> bool:
    """Check that few characters changed, none of them weighty."""
    changed = ""
    for kind, from_, to, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            changed += before[from_:to] + after[first:last]
    return 0 < len(changed) <= MOST and WEIGHTY.search(changed) is None
