"""Schemathesis over the internal interface description, against the house on a real port: never a 5xx."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.interface import internal_document
from tests.conftest import free_port, serving

pytestmark = pytest.mark.skipif("FUTIAN_NIGHTLY" not in os.environ, reason="minutes: FUTIAN_NIGHTLY=1")
EXAMPLES = os.environ.get("FUTIAN_EXAMPLES", "50")  # of each operation and phase


async def test_no_described_or_broken_request_ends_in_an_error_of_ours(
    house: Any, settings: Any, tmp_path: Path
) -> None:
    pytest.importorskip("schemathesis")
    from backend.app import create

    path = tmp_path / "internal.json"
    path.write_bytes(msgspec.json.encode(internal_document(house.framework)))
    with serving(create(settings, house.framework.state.clock), free_port()) as url:
        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", path, "--url", url, "--checks", "not_a_server_error", "--mode", "all",
             "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-deterministic", "--request-timeout", "30",
             "--header", f"Origin: {settings.origin}", "--max-redirects", "0", "--no-color"],
            capture_output=True, text=True, cwd=tmp_path, check=False,
        )  # fmt: skip
    print(done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
