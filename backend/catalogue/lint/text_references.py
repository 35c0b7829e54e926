"""Lint: texts name existing options of the form, and other services by their whole name."""

from collections.abc import Iterator, Mapping

import msgspec

from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.lint.patterns import CALLED, CHOSEN, OFTEN
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import Service

BESIDE = {"aliases", "elsewhere", "legal"}  # another system has its own buttons; an alias is nobody's instruction


def check_text_references(services: Mapping[str, Service]) -> Iterator[tuple[str, LintFinding]]:
    """Return references in texts to missing options and incomplete service names."""
    names = {s.name for s in services.values()}
    for code, service in services.items():
        if not CHOSEN.search(text := msgspec.json.encode(service).decode()) and not CALLED.search(text):
            continue
        known = names | OFTEN | {f.label for f in service.field} | {o.label for f in service.field for o in f.options}
        for path, said in texts(msgspec.to_builtins(service)):
            if path[0] not in BESIDE:
                yield from ((code, LintFinding(path, says)) for says in broken_references(said, known, names))


def broken_references(said: str, known: set[str], names: set[str]) -> Iterator[str]:
    """Return the broken references of one text."""
    for chosen in CHOSEN.findall(said):
        if chosen not in known:
            yield SAYS("option_named", chosen=chosen)
    for called in CALLED.findall(said):
        if called not in names and (whole := sorted(name for name in names if called in name)):
            yield SAYS("whole_name", called=called, name=whole[0])
