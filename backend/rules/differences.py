"""What differs between two sets of dated rules, in sentences: for those who review, and for those who are told."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.explain import requirement_sentence
from backend.rules.grants import grant_text
from backend.rules.rule import GrantRule, Rule
from backend.rules.slots.sentences import condition_sentence

SAYS = Messages.beside(__file__).texts("difference", Audience.OFFICER)


class RuleDifference(Struct, frozen=True):
    """Difference of one row, or of a whole version (`row` empty); empty text on the side where it isn't there."""

    kind: Literal["added", "removed", "changed"]
    version: date
    before: str
    after: str


def rule_differences(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[RuleDifference, ...]:
    """Return the differences version by version; a new version is compared with the one that it follows."""
    old, new = ({one.valid_from: one for one in rules} for rules in (before, after))
    found: list[RuleDifference] = []
    for day in sorted({*old, *new}):
        if day not in new:
            found.append(RuleDifference("removed", day, SAYS("version", day=day, basis=old[day].basis), ""))
            continue
        if day not in old:
            found.append(RuleDifference("added", day, "", SAYS("version", day=day, basis=new[day].basis)))
        earlier = old.get(day) or _followed(day, list(new.values()))
        lines = list(lines_of(new[day]))
        found += _rows(day, list(lines_of(earlier)) if earlier else lines[:1], lines)  # its basis stands beside the day
    return tuple(found)


def _followed(day: date, rules: Sequence[Rule]) -> Rule | None:
    """Return the version that one from a day on follows, as it was before it got an end for that."""
    found = max((one for one in rules if one.valid_from < day), key=lambda one: one.valid_from, default=None)
    return None if found is None else replace(found, valid_to=None)


def lines_of(rule: Rule) -> Iterator[str]:
    """Say a version line by line: its days, what is asked, what is given."""
    yield SAYS("basis", basis=rule.basis)
    if rule.valid_to is not None:
        yield SAYS("until", day=rule.valid_to)
    for requirement in rule.require:
        yield SAYS("requirement", says=requirement_sentence(requirement), sentence=condition_sentence(requirement))
    for grant in rule.grant:
        yield grant_line(grant)


def grant_line(grant: GrantRule) -> str:
    """Say a grant: for whom, how much."""
    given = grant.says if grant.says and grant.amount is None else grant_text(grant)
    if grant.when is None:
        return SAYS("grant_else", given=given)
    return SAYS("grant", when=condition_sentence(grant.when), given=given)


def _rows(day: date, old: list[str], new: list[str]) -> Iterator[RuleDifference]:
    for kind, at, to, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(to - at, last - first)
        for n in range(both):
            yield RuleDifference("changed", day, old[at + n], new[first + n])
        yield from (RuleDifference("removed", day, one, "") for one in old[at + both : to])
        yield from (RuleDifference("added", day, "", one) for one in new[first + both : last])
