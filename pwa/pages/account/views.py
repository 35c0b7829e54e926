"""All payee accounts of a person, by how they stand."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit.sql import Db
from backend.payees import messages
from backend.payees import store as accounts
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from pwa.views.payee_accounts import AccountLine, account_line

CHANGE = "/services/FT0205002"


class AccountPage(Struct, frozen=True, kw_only=True):
    """The account in force, changes that wait, and what was before; `told`: short messages sent, by id of the account."""

    now_used: AccountLine | None
    pending: list[AccountLine]
    earlier: list[AccountLine]
    told: Mapping[UUID, int]
    proposal: str
    change: str


async def lines(db: Db, services: CaseServices, acting: Acting, now: datetime) -> list[AccountLine]:
    """List all accounts of the person, the newest first."""
    rows = await accounts.of_person(db, person=acting.person)
    readable = may_read(acting.assurance)
    return [account_line(services, row, rows, now, readable=readable) for row in rows]


async def account_page(db: Db, services: CaseServices, acting: Acting, now: datetime) -> AccountPage:
    """Sort the accounts of the person by how they stand."""
    found, told = await lines(db, services, acting, now), Counter[UUID]()
    for event in await accounts.events(db, person=acting.person):
        told[event.account] += event.kind == "told" and event.detail.get("channel") == "sms"
    by_state = defaultdict[str, list[AccountLine]](list)
    for one in found:
        by_state[one.state].append(one)
    return AccountPage(
        now_used=next(iter(by_state["in_force"]), None), pending=by_state["pending"], told=told,
        earlier=[one for one in found if one.state in ("stopped", "replaced")], proposal=messages.PROPOSAL().text, change=CHANGE,
    )  # fmt: skip
