"""Writes alembic/schema.sql anew: the whole data model in one readable file, as the migrations make it."""

import asyncio
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.kit import embedded_servers, migrate

SCHEMA = migrate.ROOT / "alembic" / "schema.sql"
NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|)$")


def dump(url: str, binaries: Path) -> str:
    """The schema of this database without what pg_dump says of itself."""
    text = subprocess.run(
        [binaries / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--dbname", url, "--exclude-table", "alembic_version"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    lines = [line for line in text.splitlines() if not NOISE.match(line)]
    return "\n".join(lines).replace(";\n", ";\n\n") + "\n"


def main() -> None:
    """Migrate an empty database and write down what came of it."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = embedded_servers.start_postgres(Path(folder) / "postgres")
        try:
            url = asyncio.run(migrate.make_database(root, "model"))
            migrate.upgrade(url)
            SCHEMA.write_text(dump(url, embedded_servers.binaries()), "utf-8")
        finally:
            embedded_servers.stop_postgres(Path(folder) / "postgres")


if __name__ == "__main__":
    main()
