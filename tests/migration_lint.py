"""Lint the migrations with squawk: statements that would lock a large table, lose data, or break a running older process.

Run by `make check`. Migrations before `SINCE` had run on installations before the lint existed and are history.
"""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

VERSIONS = Path(__file__).parents[1] / "alembic" / "versions"
SINCE = "0080"
EXCLUDED = (
    "require-lock-timeout",  # alembic/env.py sets it for every migration
    "require-statement-timeout",
    "require-concurrent-index-creation",  # a migration is one transaction, and CONCURRENTLY can't run in one
    "require-concurrent-index-deletion",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",
)


def statements(path: Path) -> str:
    """The SQL that a migration runs on upgrade."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.UP)


def main() -> int:
    """Write each migration's SQL to a file of its own and let squawk read them; returns its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for path in sorted(VERSIONS.glob("*.py")):
            if path.stem >= SINCE:
                file = Path(folder) / f"{path.stem}.sql"
                file.write_text(statements(path), "utf-8")
                files.append(file)
        if not files:
            return 0
        squawk = Path(sys.executable).with_name("squawk")
        options = ("--assume-in-transaction", "--pg-version=15", f"--exclude={','.join(EXCLUDED)}")
        return subprocess.run([squawk, *options, *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
