"""From draft to live as pages show it: checklist, what changes field by field, review, history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backend.cases.drafts.types import FormStop
from backend.catalogue.drafting import article_reviews, comments, history, read_drafts
from backend.catalogue.drafting.history import VersionEntry
from backend.catalogue.drafting.read_drafts import DraftOpened
from backend.catalogue.drafting.rule_draft import first_new_day
from backend.catalogue.drafting.service_parts import finding_part
from backend.catalogue.drafting.small_fixes import kinds_of
from backend.catalogue.drafting.types import DraftComment, DraftEvent, WaitingVersion
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.load import department_name
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.catalogue.version_diff import FieldChange, version_diff
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents.separation import display_name
from backend.residents.types import Staff
from backend.rules.differences import RuleDifference, rule_differences
from pwa.pages.studio.input_labels import (
    CHANGE_KINDS,
    EVENT_NAMES,
    OTHER_PARTS,
    PART_NAMES,
    SAYS,
    SMALL_FIXES,
    STATE_NAMES,
)
from pwa.pages.studio.rule.article_marks import ArticleMarks, article_marks
from pwa.pages.studio.value_labels import RowNames, path_words, row_names, words_at
from pwa.pages.studio.views import CommentLine, PartLink, comment_line, part_links

OF_RULE = ("rule", "instant")  # where findings of a rule begin


class ChangedField(Struct, frozen=True):
    """A difference between two versions, in words."""

    kind: str
    where: str
    before: str
    after: str
    path: str = ""  # of the field, where something can be said about it
    comments: tuple[CommentLine, ...] = ()
    typed: str = ""  # a comment that could not be taken


class ToMend(Struct, frozen=True):
    """A finding of the checklist, and the part that mends it."""

    says: str
    advice: bool
    href: str
    part: str


class StoppedAt(Struct, frozen=True):
    """A question of the form after which people stopped, and the part's input that says it."""

    label: str
    people: int
    href: str


class ServiceOverview(Struct, frozen=True, kw_only=True):
    """A service in the studio: what is live, what is being written, what waits."""

    code: str
    name: str
    department: str
    state: str
    tone: str
    live: bool
    writing: bool
    version: int
    parts: list[PartLink]
    events: list["HistoryLine"]
    waiting: WaitingVersion | None
    own: bool
    stopped: list[StoppedAt]


class ProposalPage(Struct, frozen=True, kw_only=True):
    """The checklist of a draft and the note to lay it before a second person."""

    code: str
    name: str
    version: int
    to_mend: list[ToMend]
    advice: list[ToMend]
    changes: list[ChangedField]
    stale: bool
    note: str
    wanted_from: str
    earliest: date
    waiting: UUID | None
    closes_earlier: bool
    small: list[str]
    phone_changed: bool


class ReviewPage(Struct, frozen=True, kw_only=True):
    """What a second person decides on: old and new, field by field and rendered; `own`: they wrote in it themselves."""

    code: str
    name: str
    id: UUID
    digest: str
    note: str
    writers: list[str]
    proposed_at: datetime
    valid_from: date
    earliest: date
    changes: list[ChangedField]
    new: bool
    closes_earlier: bool
    own: bool
    may_publish: bool
    articles: ArticleMarks | None = None


class HistoryLine(Struct, frozen=True):
    """Something that was done to a draft or version: when, who, what, why."""

    at: datetime
    title: str
    who: str
    says: str


class HistoryPage(Struct, frozen=True, kw_only=True):
    """All versions of a service, two of them compared, and the history of its drafts."""

    code: str
    name: str
    versions: list[VersionEntry]
    names: Mapping[str, str]
    live: UUID | None
    later: list[UUID]
    older: str
    newer: str
    changes: list[ChangedField]
    events: list[HistoryLine]


def changed_fields(before: Content | None, after: Content) -> list[ChangedField]:
    """List what differs, in words; everything is new of a service that wasn't there."""
    if before is None:
        return []
    names = {**named_rows(before), **named_rows(after)}
    apart = replace(after, rules=before.rules, cases=before.cases)
    return [
        *(changed_field(one, names) for one in version_diff(before, apart)),
        *map(changed_rule, rule_differences(before.rules, after.rules)),
    ]


def with_comments(change: ChangedField, said: Sequence[DraftComment], typed: Mapping[str, str]) -> ChangedField:
    """Put what was said about a field beside its change."""
    here = tuple(comment_line(one) for one in said if one.place == change.path)
    return replace(change, comments=here, typed=typed.get(change.path, ""))


def changed_rule(one: RuleDifference) -> ChangedField:
    """Say one difference of a rule, row by row in sentences."""
    return ChangedField(CHANGE_KINDS[one.kind], SAYS("rule_version", day=one.version), one.before, one.after)


def named_rows(content: Content) -> dict[tuple[str, str], str]:
    """Return the names of the rows of a content."""
    return row_names(msgspec.to_builtins(content.service))


def changed_field(change: FieldChange, names: RowNames = MappingProxyType({})) -> ChangedField:
    """Say one difference."""
    before, after = (words_at(change.path, msgspec.to_builtins(value)) for value in (change.before, change.after))
    return ChangedField(CHANGE_KINDS[change.kind], path_words(change.path, names), before, after, change.path)


async def overview(
    db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff, now: datetime, stops: Iterable[FormStop] = ()
) -> ServiceOverview:
    """Show a service of the studio; raises NotThere for a code that nobody has."""
    found = await history.standing(db, catalogue, code, staff)
    draft = found.draft
    findings = read_drafts.own_findings(msgspec.convert(draft.content, Content), now) if draft else ()
    said = await comments.open_comments(db, draft.id) if draft else []
    return ServiceOverview(
        code=code, name=found.name, department=department_name(found.department), state=STATE_NAMES[found.state],
        tone="warn" if found.state == "waiting" else "good" if draft else "neutral", live=catalogue.get(code) is not None,
        writing=draft is not None, version=draft.version if draft else 0, parts=part_links(findings, comments=said) if draft else [],
        events=[history_line(event) for event in found.events], waiting=found.waiting,
        own=found.waiting is not None and staff.signature in found.waiting.writers,
        stopped=stopped_at(catalogue.get(code), stops),
    )  # fmt: skip


def history_line(event: DraftEvent) -> HistoryLine:
    """Say one entry of the history of a draft."""
    part = PART_NAMES.get(event.part) or OTHER_PARTS.get(event.part, "")
    title = EVENT_NAMES[event.kind] if not part else SAYS("event_in_part", what=EVENT_NAMES[event.kind], part=part)
    return HistoryLine(event.at, title, event.staff_name, event.says)


def stopped_at(live: Version | None, stops: Iterable[FormStop]) -> list[StoppedAt]:
    """Name the questions of a service after which people stopped."""
    if live is None:
        return []
    asked = {field.key: (n, field.label) for n, field in enumerate(live.service.field)}
    here = [one for one in stops if one.service == live.service.code and one.question in asked]
    return [
        StoppedAt(asked[one.question][1], one.people, f"/studio/services/{one.service}/parts/form#f-field.{asked[one.question][0]}.label")
        for one in here
    ]  # fmt: skip


def proposal_page(
    opened: DraftOpened, catalogue: PublishedCatalogue, now: datetime, *, note: str | None = None, wanted_from: str | None = None
) -> ProposalPage:  # fmt: skip
    """Check a draft as a whole, and say what it changes."""
    draft, live = opened.draft, catalogue.get(opened.draft.code)
    before = history.content_or_none(live)
    kinds = kinds_of(version_diff(before, opened.content)) or [] if before is not None else []
    new_day = first_new_day(before.rules if before else (), opened.content.rules, local_date(now))
    mends = to_mend(draft.code, read_drafts.all_findings(catalogue, opened.content, now))
    return ProposalPage(
        code=draft.code, name=opened.content.service.name, version=draft.version, to_mend=[m for m in mends if not m.advice],
        advice=[m for m in mends if m.advice], changes=changed_fields(before, opened.content),
        small=[SMALL_FIXES[kind] for kind in dict.fromkeys(kinds)], phone_changed="phone" in kinds,
        stale=live is not None and live.id != draft.base, note=draft.note if note is None else note,
        wanted_from=wanted_from if wanted_from is not None else str(draft.wanted_from or new_day or ""), earliest=local_date(now),
        waiting=draft.id if opened.waiting else None, closes_earlier=draft.closes_earlier,
    )  # fmt: skip


def to_mend(code: str, findings: Iterable[LintFinding]) -> list[ToMend]:
    """Say each finding with the way to its part."""
    found = []
    for one in findings:
        part = finding_part(one)
        if one.path and one.path[0] in OF_RULE:
            found.append(ToMend(one.says, one.advice, f"/studio/services/{code}/rule#cases", OTHER_PARTS["rule"]))
            continue
        href = f"/studio/services/{code}/parts/{part}" if part else ""
        found.append(ToMend(one.says, one.advice, href, PART_NAMES[part] if part else ""))
    return list(dict.fromkeys(found))


async def review_page(
    db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff, now: datetime, typed: Mapping[str, str] = MappingProxyType({})
) -> ReviewPage:  # fmt: skip
    """Show what waits for a second person, with comments that were typed but not taken; raises NotThere where nothing waits."""
    waiting, names = await history.what_waits(db, code), await history.names_of(db, code)
    content = msgspec.convert(waiting.content, Content)
    live, today = catalogue.get(code), local_date(now)
    said = await comments.open_comments(db, waiting.id)
    return ReviewPage(
        code=code, name=content.service.name, id=waiting.id, digest=waiting.digest, note=waiting.reason,
        writers=[names.get(one) or display_name(one) for one in waiting.writers], proposed_at=waiting.created_at,
        valid_from=max(waiting.valid_from, today), earliest=today,
        changes=[with_comments(one, said, typed) for one in changed_fields(history.content_or_none(live), content)],
        new=live is None, closes_earlier=waiting.closes_earlier,
        own=not await history.may_approve(db, waiting, staff), may_publish="publisher" in staff.roles,
        articles=await marks_of_latest(db, content, waiting.writers, today),
    )  # fmt: skip


async def marks_of_latest(db: Db, content: Content, writers: Sequence[str], today: date) -> ArticleMarks | None:
    """Show which rows of the latest version of a rule were held against their articles; None without a rule."""
    latest = max(content.rules, key=lambda one: one.valid_from, default=None)
    if latest is None:
        return None
    reviews = await article_reviews.reviews_of(db, content.service.code)
    return article_marks(article_reviews.reviewed_rows(latest, reviews, today), writers)


async def history_page(
    db: Db, catalogue: PublishedCatalogue, code: str, older: str, newer: str, now: datetime
) -> HistoryPage:
    """Show the history of a service, with two versions compared where two are chosen; raises NotThere."""
    versions = await history.versions_of(db, code)
    chosen = [one.id for one in versions if str(one.id) in {older, newer}]
    changes: Sequence[ChangedField] = ()
    if len(chosen) == 2:
        first, second = [await history.content_of(db, id) for id in reversed(chosen)]
        changes = changed_fields(first, second)
    live, today = catalogue.get(code), local_date(now)
    return HistoryPage(
        code=code, name=versions[0].name, versions=versions, names=await history.names_of(db, code), live=live.id if live else None,
        later=[one.id for one in versions if one.valid_from > today], older=older, newer=newer, changes=list(changes),
        events=[history_line(event) for event in await history.events_of(db, code)],
    )  # fmt: skip
