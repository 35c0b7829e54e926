"""Schemathesis over the internal interface description, against the house on a real port, as each kind of visitor: never a 5xx."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from auth.session.sessions import Sessions
from backend.residents.types import ROLES, Assurance, FreshProof, Staff, Visitor
from backend.route_inventory import internal_document
from tests import people
from tests.conftest import free_port, serving
from tests.support.allowance import ready
from tests.support.visitors import headers_of

EXAMPLES = os.environ.get("FUTIAN_EXAMPLES", "50")  # of each operation and phase
KINDS = ("anonymous", "resident", "staff")


class As:
    """The house, asked by one visitor: their session is begun anew whenever a request has ended it."""

    def __init__(self, house: Any, visitor: Visitor) -> None:
        self.house, self.visitor, self.told = house, visitor, dict[str, str]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request, with this visitor's cookie and token in place of what it brings."""
        if scope["type"] == "http" and (self.visitor.person or self.visitor.staff):
            await self.sign_in()
            own = [(name.encode(), value.encode()) for name, value in self.told.items()]
            scope["headers"] = [one for one in scope["headers"] if one[0].decode() not in self.told] + own
        await self.house(scope, receive, send)

    async def sign_in(self) -> None:
        """Unless they still are."""
        app = self.house.app
        session_id = self.told.get("cookie", "").partition("=")[2]
        if (
            not session_id
            or await Sessions(app.state.redis, app.state.vault, app.state.clock).resume(session_id) is None
        ):
            self.told = await headers_of(app, self.visitor)
            del self.told["accept"]


async def visitor_of(kind: str, state: Any, db: Any) -> Visitor:
    """Somebody of this kind with fresh proofs: the resident whose case is described, or an officer in every role."""
    proofs = (FreshProof(state.clock(), "passkey"), FreshProof(state.clock(), "staff"))
    if kind == "resident":
        person = await db.fetchval("select principal from cases")
        return Visitor(person=person, assurance=Assurance.VERIFIED, proofs=proofs)
    if kind == "staff":
        member = Staff("sample-officer-civil", "韩晓梅", frozenset(ROLES), "civil_affairs")
        return Visitor(staff=member, proofs=proofs)
    return Visitor()


def with_ids(document: dict[str, Any], case: UUID) -> dict[str, Any]:
    """The description in which an id may be that of a case, and a service or a slot one that exists."""
    known = {"id": [str(case), str(UUID(int=1))], "slot": ["id_card", "nothing"], "key": ["FT0205001", "nothing"]}
    for path, methods in document["paths"].items():
        for told in methods.values():
            for one in told["parameters"]:
                if one["in"] == "path" and one["name"] in known and (one["name"] != "id" or "/cases/" in path):
                    one["schema"] = {"type": "string", "enum": known[one["name"]]}
    return document


@pytest.mark.parametrize("kind", KINDS)
async def test_no_described_or_broken_request_ends_in_an_error_of_ours(
    house: Any, settings: Any, resident: Any, worker: Any, db: Any, tmp_path: Path, kind: str
) -> None:
    from backend.app import create

    case = UUID((await ready(resident(people.GRANDMOTHER), worker)).removeprefix("/cases/"))
    state, path = house.framework.state, tmp_path / "internal.json"
    path.write_bytes(msgspec.json.encode(with_ids(internal_document(house.framework), case)))
    asked = As(create(settings, state.clock), await visitor_of(kind, state, db))
    with serving(asked, free_port()) as url:
        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", path, "--url", url, "--checks", "not_a_server_error", "--mode", "all",
             "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-deterministic", "--request-timeout", "30",
             "--header", f"Origin: {settings.origin}", "--max-redirects", "0", "--no-color"],
            capture_output=True, text=True, cwd=tmp_path, check=False,
        )  # fmt: skip
    print(kind, done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
