"""Parse services from filled-in tables; each problem is reported with sheet, row and column."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.check import Problem, check_service, read_table, rule_text_problems
from backend.catalogue.exchange.cells import is_optional, parse_cell
from backend.catalogue.exchange.table_rows import FilledRow, rows_in
from backend.catalogue.exchange.tables import BY_KEY, PARTS_WITH_ROWS, SAYS, TABLES, ServiceEntry, TableColumn, Tables
from backend.catalogue.lint.lint_finding import LintFinding, Path, format_path
from backend.catalogue.lint.overlap import check_overlap
from backend.catalogue.lint.references import check_whole_catalogue
from backend.catalogue.published import Content, content_of
from backend.catalogue.types import Service
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rules


class ImportPlan(Struct, frozen=True):
    """Parsed services and problems of an import."""

    entries: tuple[ServiceEntry, ...]
    contents: tuple[Content, ...]
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """True if no problem prevents the import; advice doesn't."""
        return all(p.advice for p in self.problems)


class ServiceDraft(Struct):
    """Service being assembled from rows: the raw table, and the row of each part."""

    row: FilledRow
    raw: dict[str, Any]
    rows: dict[Path, FilledRow] = msgspec.field(default_factory=dict)
    rules: list[FilledRow] = msgspec.field(default_factory=list)
    service: Service | None = None
    content: Content | None = None

    def problem(self, finding: LintFinding) -> Problem:
        """Return a finding as a problem at its row and column."""
        path = finding.path
        place = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.rows), ())
        row = self.rows.get(place, self.row)
        rest = [str(step) for step in path[len(place) :] if isinstance(step, str)]
        names = {c.name for c in row.table.columns}
        column = next((n for k in range(len(rest), 0, -1) if (n := ".".join(rest[:k])) in names), "")
        if row.table.key == "provenance":
            column = "source"
        says = finding.says if column or not path else SAYS("in_place", place=format_path(path), says=finding.says)
        return row.problem(says, column, finding.advice)


def read_tables(tables: Tables, others: Mapping[str, Service], today: date) -> ImportPlan:
    """Parse the services of tables and check them against those in force."""
    problems: list[Problem] = []
    rows = {t.key: list(rows_in(tables.get(t.key), t, problems)) for t in TABLES}
    drafts = services_in(rows["services"], problems)
    for key, found in rows.items():
        if key != "services":
            problems += attach(found, drafts)
    for draft in drafts.values():
        problems += parse_service(draft, today)
    problems += check_against_others(drafts, others)
    if not drafts and not problems:
        problems.append(Problem(BY_KEY["services"].label, 2, SAYS("whole_table"), SAYS("no_service")))
    whole = [d for d in drafts.values() if d.service is not None and d.content is not None]
    entries = tuple(ServiceEntry(d.service, rule_text(d)) for d in whole if d.service is not None)
    return ImportPlan(entries, tuple(d.content for d in whole if d.content is not None), tuple(problems))


def services_in(rows: list[FilledRow], problems: list[Problem]) -> dict[str, ServiceDraft]:
    """Return one draft per row of the main sheet, by code."""
    drafts: dict[str, ServiceDraft] = {}
    for row in rows:
        code = row.texts.get("code", "")
        if code in drafts:
            problems.append(row.problem(SAYS("code_twice", code=code, row=drafts[code].row.number), "code"))
            continue
        drafts[code] = ServiceDraft(row, {**struct_in(row, row.table.columns), **{key: [] for key in PARTS_WITH_ROWS}})
    return drafts


def struct_in(row: FilledRow, columns: tuple[TableColumn, ...]) -> dict[str, Any]:
    """Return the raw table of a row; a part with only empty cells is absent."""
    table: dict[str, Any] = {}
    filled = {c.path[0] for c in columns if row.texts.get(c.name)}
    for column in columns:
        text = row.texts.get(column.name, "")
        inside = len(column.path) > 1
        if (inside and column.path[0] not in filled) or (not text and is_optional(column.kind)):
            continue
        where = table.setdefault(column.path[0], {}) if inside else table
        where[column.path[-1]] = parse_cell(text, column.kind)
    return table


def attach(rows: list[FilledRow], drafts: dict[str, ServiceDraft]) -> Iterator[Problem]:
    """Add each row of a detail sheet to its service."""
    for row in rows:
        draft = drafts.get(row.texts.get("code", ""))
        if draft is None:
            yield row.problem(SAYS("code_unknown"), "code")
        elif row.table.key == "rule":
            draft.rules.append(row)
        elif row.table.key == "provenance":
            yield from attach_source(row, draft)
        elif row.table.key == "option":
            yield from attach_option(row, draft)
        else:
            append_row(row, draft, draft.raw.setdefault(row.table.key, []), (row.table.key,))


def attach_source(row: FilledRow, draft: ServiceDraft) -> Iterator[Problem]:
    """Add the source of one claim."""
    sources, at = draft.raw.setdefault("provenance", {}), row.texts.get("place", "")
    if at in sources:
        yield row.problem(SAYS("place_twice", place=at), "place")
    sources[at] = row.texts.get("source", "")
    draft.rows["provenance", at] = row


def attach_option(row: FilledRow, draft: ServiceDraft) -> Iterator[Problem]:
    """Add one option of a form field."""
    wanted = row.texts.get("field", "")
    fields = draft.raw.get("field", [])
    index = next((i for i, field in enumerate(fields) if field.get("key") == wanted), None)
    if index is None:
        yield row.problem(SAYS("field_unknown", key=wanted), "field")
    else:
        append_row(row, draft, fields[index].setdefault("options", []), ("field", index, "options"))


def append_row(row: FilledRow, draft: ServiceDraft, parts: list[dict[str, Any]], path: Path) -> None:
    """Append a row's struct to a list and remember its row."""
    draft.rows[(*path, len(parts))] = row
    parts.append(struct_in(row, BY_KEY[row.table.key].columns))


def parse_service(draft: ServiceDraft, today: date) -> Iterator[Problem]:
    """Convert a raw table to a service with rules; returns problems otherwise."""
    draft.service, findings = read_table(draft.raw)
    if draft.service is not None:
        findings = check_service(draft.service, today)
    yield from map(draft.problem, findings)
    code = draft.row.texts.get("code", "")
    mistakes = rule_text_problems(rule_text(draft), BY_KEY["rule"].label, code) if draft.rules else ()
    for m in mistakes:
        yield draft.rules[min(m.line, len(draft.rules)) - 1].problem(
            SAYS("in_place", place=m.path, says=m.says), "line"
        )
    if draft.service is not None and not mistakes:
        file = read_rules(rule_text(draft), attributes(), BY_KEY["rule"].label, code) if draft.rules else None
        draft.content = content_of(draft.service, {code: file} if file else {})
        if draft.content.instant and draft.service.handling != "instant":
            yield draft.rules[0].problem(SAYS("not_instant"), "line")


def rule_text(draft: ServiceDraft) -> str:
    """Join the lines of the rule sheet to a rule file."""
    return "\n".join(row.texts.get("line", "") for row in draft.rules)


def check_against_others(drafts: dict[str, ServiceDraft], others: Mapping[str, Service]) -> Iterator[Problem]:
    """Return the problems that only show against the other services."""
    coming = {code: d.service for code, d in drafts.items() if d.service is not None}
    beside = {**others, **coming}
    for code, finding in (*check_whole_catalogue(beside), *check_overlap(beside)):
        if code in coming:
            yield drafts[code].problem(finding)
