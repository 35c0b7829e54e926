"""How far each check of pre-review can be trusted: agreement of officers with it, by Wilson intervals."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import SHANGHAI
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.materials import check_accuracy, store
from backend.materials.reading.check_names import CHECKS
from backend.materials.reading.run_checks import VERSIONS
from backend.materials.types import CheckRecord
from pwa.views.parts import TextLink, TimelineStep

_words = Messages.beside(__file__).words

MODES = _words("MODES")

SAYS = Messages.beside(__file__).texts("says", Audience.OFFICER)


class CheckRow(Struct, frozen=True, kw_only=True):
    """One check in numbers and words; shares in whole percent."""

    name: str
    says: str
    version: int
    mode: str
    mode_says: str
    other: str
    judged: int
    asked: int
    raised: int
    upheld: int
    missed: int
    share: int
    low: int
    high: int
    itself: bool
    why: str
    since: str
    asked_by: Sequence[
        TextLink
    ] = ()  # papers that ask for it, where it only advises: what the editor may write otherwise
    more: int = 0


class ChecksPage(Struct, frozen=True):
    """Every check; `turns`: changes by hand or by the system; `limit` (percent) and `enough`: when a check becomes advice."""

    rows: list[CheckRow]
    turns: list[TimelineStep]
    limit: int
    enough: int


MOST = 40  # papers that are listed beside a check


async def checks_page(db: Db, catalogue: PublishedCatalogue) -> ChecksPage:
    """List the checks that only advise first, then those that officers judged most."""
    records = {record.check_name: record for record in await check_accuracy.current(db)}
    rows = [with_papers(check_row(name, says, records.get(name)), catalogue) for name, says in CHECKS.items()]
    rows.sort(key=lambda row: (row.mode == "blocking", -row.judged))
    turns = [turn_step(record) for record in await store.history(db) if record.changed_by]
    return ChecksPage(rows, turns, round(100 * check_accuracy.LIMIT), check_accuracy.ENOUGH)


def with_papers(row: CheckRow, catalogue: PublishedCatalogue) -> CheckRow:
    """Say of a check that has lost its say which papers ask for it, each with the way to its service in the studio."""
    if row.mode == "blocking":
        return row
    found = [
        TextLink(SAYS("paper_of", service=one.service.name, paper=paper.name), f"/studio/services/{code}")
        for code, one in sorted(catalogue.in_force.items()) for paper in one.service.material
        if any(check.partition(":")[0] == row.name for check in paper.checks)
    ]  # fmt: skip
    return replace(row, asked_by=found[:MOST], more=max(0, len(found) - MOST))


def check_row(name: str, says: str, record: CheckRecord | None) -> CheckRow:
    """Put one check into numbers and words."""
    mode = record.mode if record else "blocking"
    known = check_accuracy.agreement(record) if record else check_accuracy.Agreement(0.0, 0.0, 1.0, 0)
    return CheckRow(
        name=name, says=says, version=VERSIONS[name], mode=mode, mode_says=MODES[mode], judged=known.judged,
        asked=record.asked if record else 0, raised=record.raised if record else 0,
        upheld=record.upheld if record else 0, missed=record.missed if record else 0,
        share=round(100 * known.share), low=round(100 * known.low), high=round(100 * known.high),
        other="advice" if mode == "blocking" else "blocking", itself=bool(record and record.changed_by == check_accuracy.ITSELF),
        why=record.reason if record else "", since=moment(record.since.astimezone(SHANGHAI)) if record else "",
    )  # fmt: skip


def turn_step(record: CheckRecord) -> TimelineStep:
    """Put one change into words."""
    name = CHECKS.get(record.check_name, record.check_name)
    by = SAYS("itself" if record.changed_by == check_accuracy.ITSELF else "by_officer", reason=record.reason)
    return TimelineStep(SAYS("now", check=name, mode=MODES[record.mode]), moment(record.since), by)
