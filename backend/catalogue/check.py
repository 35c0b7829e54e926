"""Check the catalogue's files: all problems with file and line. Behind `futian catalogue check`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import msgspec
from msgspec import Struct

from backend.catalogue.lint.announcements import check_announcements
from backend.catalogue.lint.deadlines import check_deadlines
from backend.catalogue.lint.deferring import check_deferring
from backend.catalogue.lint.effects import check_effects
from backend.catalogue.lint.figures import check_figures
from backend.catalogue.lint.forms import check_form, check_form_promises, check_form_texts
from backend.catalogue.lint.lint_finding import SAYS, LintFinding, format_path
from backend.catalogue.lint.lint_finding import Path as FindingPath
from backend.catalogue.lint.materials import check_materials
from backend.catalogue.lint.outdated import check_outdated
from backend.catalogue.lint.overlap import check_overlap
from backend.catalogue.lint.patterns import MACHINE
from backend.catalogue.lint.promises import check_promises
from backend.catalogue.lint.references import category_key, check_references, check_whole_catalogue
from backend.catalogue.lint.rules import check_rule, check_shut_out
from backend.catalogue.lint.schema import schema_errors, schema_of
from backend.catalogue.lint.sources import check_sources
from backend.catalogue.lint.statuses import check_status
from backend.catalogue.lint.text_references import check_text_references
from backend.catalogue.lint.wording import check_wording
from backend.catalogue.load import HERE, NotToml, service_files, tables_of
from backend.catalogue.shared_papers import fill_in
from backend.catalogue.types import Service
from backend.kit.clock import SHANGHAI
from backend.registers.attributes import attributes
from backend.rules.diagnostics import Diagnostic, RuleFileError, SourceLocation
from backend.rules.lint import check_rule_file, lint
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.toml_lines import line_of, lines_of


class Problem(Struct, frozen=True):
    """Problem in a catalogue file; advice doesn't prevent publication."""

    file: str
    line: int
    place: str
    says: str
    advice: bool = False

    def __str__(self) -> str:
        about = f"{self.file}:{self.line} {self.place}"
        return (
            SAYS("advice", about=about, says=self.says) if self.advice else SAYS("problem", about=about, says=self.says)
        )


class Report(Struct, frozen=True):
    """Result of a check: number of files, problems found."""

    services: int
    rules: int
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def clean(self) -> bool:
        """True if nothing prevents publication."""
        return all(p.advice for p in self.problems)


class CheckedFile(Struct):
    """Service file with its text, the parsed service (if valid) and its findings."""

    path: Path
    text: str
    service: Service | None
    findings: list[LintFinding]

    def problems(self) -> Iterator[Problem]:
        """Yield the findings with their line numbers."""
        lines = lines_of(self.text) if any(f.path for f in self.findings) else {}
        for f in self.findings:
            yield Problem(str(self.path), line_of(lines, f.path), format_path(f.path), f.says, f.advice)


def check_catalogue(root: Path = HERE, today: date | None = None, *, rules: bool = True) -> Report:
    """Check all services below a folder and, if given, their rules."""
    begun = perf_counter()
    sheets, problems = read_files(root / "services")
    check_files(sheets, today or datetime.now(SHANGHAI).date())
    for sheet in sheets:
        problems += sheet.problems()
    files = sorted((root / "rules").glob("*.toml")) if rules else []
    problems += without_rule(sheets, {file.stem for file in files}) if rules else []
    services = {s.service.code: s.service for s in sheets if s.service is not None}
    for file in files:
        problems += rule_problems(file, services)
    return Report(len(sheets), len(files), tuple(problems), perf_counter() - begun)


def read_files(root: Path) -> tuple[list[CheckedFile], list[Problem]]:
    """Read the service files; files that aren't TOML become problems."""
    sheets: list[CheckedFile] = []
    problems: list[Problem] = []
    for path in service_files(root):
        try:
            text = path.read_text("utf-8")
            service, findings = read_table(fill_in(tables_of(text)))
            sheets.append(CheckedFile(path, text, service, findings))
        except NotToml as error:
            problems.append(Problem(str(path), error.line, "TOML", SAYS("not_toml", error=error)))
        except UnicodeDecodeError:
            problems.append(Problem(str(path), 1, "TOML", SAYS("not_utf8")))
    return sheets, problems


def read_table(raw: object) -> tuple[Service | None, list[LintFinding]]:
    """Convert a table to a service, or return what is wrong with it."""
    try:
        return msgspec.convert(raw, Service), []
    except msgspec.ValidationError as error:
        found = list(schema_errors(raw, schema_of(Service)))
        return None, found or [LintFinding((), SAYS("no_service", error=error))]


def check_files(sheets: list[CheckedFile], today: date, others: Mapping[str, Service] | None = None) -> None:
    """Add findings to each file: its own, and those against the other services."""
    by_code: dict[str, CheckedFile] = {}
    for sheet in sheets:
        if sheet.service is not None:
            sheet.findings += [*check_service(sheet.service, today), *check_location(sheet)]
            if by_code.setdefault(sheet.service.code, sheet) is not sheet:
                sheet.findings.append(
                    LintFinding(("code",), SAYS("code_taken", file=by_code[sheet.service.code].path.name))
                )
    services = {code: sheet.service for code, sheet in by_code.items() if sheet.service is not None}
    beside = {**(others or {}), **services}
    for code, finding in (*check_whole_catalogue(beside), *check_text_references(beside), *check_overlap(beside)):
        if code in by_code:
            by_code[code].findings.append(finding)


def check_service(service: Service, today: date) -> list[LintFinding]:
    """Return the findings of one service that need no other service."""
    own = (
        check_figures, check_wording, check_materials, check_form, check_form_texts, check_form_promises, check_effects, check_deadlines, check_status,
        check_sources, check_outdated, check_deferring, check_promises, check_shut_out, check_announcements,
    )  # fmt: skip
    return [*(finding for look in own for finding in look(service)), *check_references(service, today)]


def without_rule(sheets: list[CheckedFile], rules: set[str]) -> Iterator[Problem]:
    """Yield what only a rule could do in services that have none: `instant`, and steps that the system takes by itself."""
    for sheet in sheets:
        service = sheet.service
        if service is None or service.code in rules:
            continue
        if service.handling == "instant":
            yield _problem(sheet, ("handling",), SAYS("instant_without_file"))
        for index, step in enumerate(service.step):
            if MACHINE.search(step.who):
                yield _problem(sheet, ("step", index, "who"), SAYS("step_without_rule"))


def _problem(sheet: CheckedFile, path: FindingPath, says: str) -> Problem:
    return Problem(str(sheet.path), line_of(lines_of(sheet.text), path), format_path(path), says)


def check_location(sheet: CheckedFile) -> Iterator[LintFinding]:
    """Check that a file is named by its code and lies in the folder of its category."""
    code = sheet.service.code if sheet.service else ""
    if sheet.path.stem != code:
        yield LintFinding(("code",), SAYS("file_name", code=code))
    if sheet.path.parent.name != category_key(code):
        yield LintFinding(("code",), SAYS("folder_name", category=category_key(code)))


def rule_problems(path: Path, services: Mapping[str, Service], *, cases: bool = True) -> Iterator[Problem]:
    """Return the problems of one rule file, alone and against its service.

    Without `cases` nobody is asked for examples: rules that come from the database carry none.
    """
    mistakes = (
        check_rule_file(path, attributes())
        if cases
        else rule_text_problems(path.read_text("utf-8"), str(path), path.stem)
    )
    for m in mistakes:
        yield Problem(m.file, m.line, m.path, str(m.says))
    service = services.get(path.stem)
    if service is None:
        yield Problem(str(path), 1, SAYS("whole_file"), SAYS("no_such_service", code=path.stem))
        return
    try:
        file = read_rule_file(path, attributes())
    except RuleFileError:
        return
    if file.enabled and service.handling != "instant":
        yield Problem(str(path), 1, "enabled", SAYS("not_instant"))
    if cases:
        yield from (Problem(str(path), 1, SAYS("whole_file"), says) for says in check_rule(service, file))


def rule_text_problems(text: str, file: str, code: str) -> tuple[Diagnostic, ...]:
    """Return syntax and lint problems in the text of a rule file."""
    try:
        read = read_rules(text, attributes(), file, code)
    except RuleFileError as mistakes:
        return mistakes.mistakes
    return lint(read, SourceLocation(file, lines_of(text)))
