"""A changed rule tried on what was applied for, as a page: how far the worker is, and counts by group and kind. Pure."""

from datetime import datetime
from itertools import groupby

from msgspec import Struct

from backend.cases.rule_replay.ask import at_work, rules_of
from backend.cases.rule_replay.types import ReplayCount, ReplayGroup, ReplayKind, RuleReplay
from backend.catalogue.published import Content
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words
GROUPS, KINDS = _words("ReplayGroup", ReplayGroup), _words("ReplayKind", ReplayKind)
ORDER = list(KINDS)


class KindCount(Struct, frozen=True):
    """A kind of change and how many; None: withheld."""

    says: str
    count: int | None


class GroupCounts(Struct, frozen=True, kw_only=True):
    """What comes of a group; without kinds it is empty, or too small to be taken apart."""

    title: str
    empty: bool
    kinds: list[KindCount]


class ReplayPage(Struct, frozen=True, kw_only=True):
    """The newest trial, if there is one; `outdated`: the rules were saved differently since."""

    code: str
    name: str
    asked_at: datetime | None = None
    working: bool = False
    stuck: bool = False
    percent: int = 0
    outdated: bool = False
    groups: list[GroupCounts] = []


def replay_page(code: str, content: Content, replay: RuleReplay | None, now: datetime) -> ReplayPage:
    """Show the newest trial of a service."""
    name = content.service.name
    if replay is None:
        return ReplayPage(code=code, name=name)
    working = at_work(replay, now)
    return ReplayPage(
        code=code, name=name, asked_at=replay.asked_at, working=working, stuck=not working and replay.state != "done",
        percent=replay.percent, outdated=rules_of(replay) != content.rules, groups=group_counts(replay.counts),
    )  # fmt: skip


def group_counts(counts: tuple[ReplayCount, ...]) -> list[GroupCounts]:
    """Put counts under the titles of their groups."""
    found = []
    for group, rows in groupby(counts, key=lambda one: one.group):
        told = list(rows)
        kinds = [(one.kind, one.count) for one in told if one.kind is not None]
        kinds.sort(key=lambda one: ORDER.index(one[0]))
        found.append(GroupCounts(
            title=GROUPS[group], empty=not kinds and told[0].count == 0, kinds=[KindCount(KINDS[kind], count) for kind, count in kinds],
        ))  # fmt: skip
    return found
