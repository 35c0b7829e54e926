"""Services as a folder of TOML files, with the layout of the shipped catalogue."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from backend.catalogue.check import Problem, check_files, read_files, rule_problems
from backend.catalogue.exchange.import_tables import ImportPlan
from backend.catalogue.exchange.rule_toml import rules_text
from backend.catalogue.exchange.service_toml import service_text
from backend.catalogue.exchange.tables import SAYS, ServiceEntry
from backend.catalogue.lint.references import category_key
from backend.catalogue.load import HERE, read_service, service_files
from backend.catalogue.published import Content, Version, content_of
from backend.catalogue.types import Service
from backend.registers.attributes import attributes
from backend.rules.diagnostics import RuleFileError
from backend.rules.parse_rules import read_rules
from backend.rules.rule import RuleFile


def entries_in(root: Path = HERE) -> tuple[ServiceEntry, ...]:
    """Read the services and rule files of a folder as written; raises CatalogueFileError."""
    return tuple(
        ServiceEntry(read_service(path), _rules_beside(root, path.stem)) for path in service_files(root / "services")
    )


def entries_of(versions: Iterable[Version]) -> tuple[ServiceEntry, ...]:
    """Convert versions from the database, rules as rule file text."""
    ordered = sorted(versions, key=lambda v: v.service.code)
    return tuple(ServiceEntry(v.service, rules_text(v.rules, v.instant) if v.rules else "") for v in ordered)


def texts(entries: Iterable[ServiceEntry]) -> dict[str, str]:
    """Return the text of every file by its path in the folder."""
    found: dict[str, str] = {}
    for entry in entries:
        code = entry.service.code
        found[f"services/{category_key(code)}/{code}.toml"] = service_text(entry.service)
        if entry.rules:
            found[f"rules/{code}.toml"] = entry.rules
    return found


def write_folder(entries: Iterable[ServiceEntry], root: Path) -> int:
    """Write the files; returns their number."""
    files = texts(entries)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return len(files)


def read_folder(root: Path, others: Mapping[str, Service], today: date) -> ImportPlan:
    """Read the services of a folder, and all problems with file and line."""
    sheets, problems = read_files(root / "services")
    check_files(sheets, today, others)
    for sheet in sheets:
        problems += sheet.problems()
    services = {s.service.code: s.service for s in sheets if s.service is not None}
    for path in sorted((root / "rules").glob("*.toml")):
        problems += rule_problems(path, {**others, **services}, cases=False)
    if not sheets and not problems:
        problems.append(Problem(str(root), 1, "services", SAYS("no_files")))
    entries = tuple(ServiceEntry(s, _rules_beside(root, code)) for code, s in services.items())
    contents = tuple(content for e in entries if (content := _content(e)) is not None)
    return ImportPlan(entries, contents, tuple(problems))


def _rules_beside(root: Path, code: str) -> str:
    path = root / "rules" / f"{code}.toml"
    return path.read_bytes().decode() if path.exists() else ""


def _content(entry: ServiceEntry) -> Content | None:
    """Join service and rules; None if the rules have reported problems."""
    code = entry.service.code
    try:
        files: dict[str, RuleFile] = {code: read_rules(entry.rules, attributes(), code, code)} if entry.rules else {}
    except RuleFileError:
        return None
    return content_of(entry.service, files)
