"""Code that nothing uses: `python -m tests.dead` names it (vulture), and ends with 1. Tests and benches don't count as use."""

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parent.parent
ROOMS = ("backend", "auth", "push", "pwa")
USED_BY_LIBRARIES = {
    "ObjectStore",  # obstore, named in annotations only
    "_get_default_plugins", "route_handler_map", "route_handler_method_map",  # Litestar
    "create", "for_residents", "__call__",  # granian's factories, Litestar's protocols
    "StartDoctypeDeclHandler", "EntityDeclHandler", "StartElementHandler", "compress_type", "external_attr",  # expat, zipfile
    "MAX_IMAGE_PIXELS", "LOAD_TRUNCATED_IMAGES",  # Pillow
    "max_resord_size", "_decode_subscription_key",  # webpush, its own spelling
    "__getattr__",  # PEP 562: what a module answers for a name it does not have
}  # fmt: skip
USED_BY_TESTS = {
    "start_valkey",  # servers for tests and benches; a trial runs its own under the supervisor
    "inquire",  # the same question as `ask`, answered in the shape that tests of the protocol compare
    "printed_by",  # how other offices print the papers that benches let read
    "in_pose",  # the drawn cast before a camera
}
KINDS = {"function", "method", "class", "property", "attribute", "import", "unreachable_code"}  # not fields of structs
ROUTES = [
    "@get",
    "@post",
    "@put",
    "@patch",
    "@delete",
    "@head",
    "@route",
    "@*.command",
    "@*.group",
    "@queue.*",
    "@click.*",
]


def unused() -> list[str]:
    """One line for each thing that only its definition names, in code and templates."""
    look = Vulture(ignore_decorators=ROUTES)
    look.scavenge([str(ROOT / room) for room in ROOMS])
    in_templates = {
        word for path in (ROOT / "pwa").rglob("*.html") for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    known = USED_BY_LIBRARIES | USED_BY_TESTS | in_templates
    found = [one for one in look.get_unused_code(min_confidence=60) if one.typ in KINDS and one.name not in known]
    return [f"{Path(one.filename).relative_to(ROOT)}:{one.first_lineno} {one.typ} {one.name}" for one in found]


def unused_components() -> list[str]:
    """Components that no page, no other component and no script takes in."""
    texts = {
        path: path.read_text("utf-8") for path in (ROOT / "pwa").rglob("*") if path.suffix in {".html", ".py", ".ts"}
    }
    return [
        f"{folder.relative_to(ROOT)} component"
        for folder in sorted((ROOT / "pwa/components").iterdir())
        if folder.is_dir()
        and not any(folder.name in text for path, text in texts.items() if folder not in path.parents)
    ]


if __name__ == "__main__":
    lines = unused() + unused_components()
    print("\n".join(lines) or "nothing is unused")
    sys.exit(1 if lines else 0)
