"""Which account is in force on which day, and what a decision proposes: pure."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.kit.crypto import HashKey, Key, Vault
from backend.payees import name_check
from backend.payees.propose import AccountSituation, proposals
from backend.payees.types import AccountOnFile, AccountRow, CheckAnswer, Payee, StoredNameCheck, state_of

VAULT = Vault((Key(1, bytes(32)),), (HashKey(1, b"h"),))
TODAY, THIRD = date(2026, 11, 23), date(2026, 11, 26)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
OLD, NEW = "8800000000000000017", "8800000000000005173"
WHO = UUID(int=1)


def known(account: str, on: date) -> AccountOnFile:
    """A row as a submission reads it."""
    return AccountOnFile(
        id=uuid4(), hash=VAULT.fingerprint("payee-account", account).hex(), sealed="", proposed_at=NOW, effective_on=on
    )


def row(on: date, at: datetime = NOW, **changes: Any) -> AccountRow:
    """A row as the page reads it."""
    given = {
        "id": uuid4(),
        "person": WHO,
        "case_id": None,
        "origin": "rule",
        "sealed": b"",
        "proposed_at": at,
        "effective_on": on,
    }
    return AccountRow(**{**given, **changes})


@pytest.mark.parametrize(
    ("rows", "registered", "paid", "account", "days"),
    [
        ((), OLD, False, OLD, [("register", TODAY)]),  # what the register confirms is in force at once
        ((), OLD, True, OLD, [("register", TODAY)]),
        ((), "", False, NEW, [("rule", TODAY)]),  # a first account, and nothing runs
        ((), "", True, NEW, [("rule", THIRD)]),  # something runs somewhere: it is a change
        ((), OLD, True, NEW, [("register", TODAY), ("rule", THIRD)]),  # the old one stays in force meanwhile
        ((known(OLD, TODAY),), OLD, True, OLD, []),
        ((known(OLD, TODAY),), "", True, NEW, [("rule", THIRD)]),
        ((known(OLD, TODAY), known(NEW, THIRD)), "", True, NEW, []),  # it waits already
        ((known(OLD, TODAY), known(NEW, THIRD)), "", True, OLD, [("rule", THIRD)]),  # the newest replaces
        ((known(NEW, TODAY),), OLD, True, OLD, [("rule", THIRD)]),  # back to the register's old one is a change too
    ],
)
def test_what_a_decision_proposes(rows: Any, registered: str, paid: bool, account: str, days: list[Any]) -> None:
    now = AccountSituation(rows=rows, registered=registered, paid_already=paid, today=TODAY)
    made = proposals(VAULT, Payee(account, "李惠芳"), now, "rule")
    assert [(one.origin, one.effective_on) for one in made] == days
    if made:
        sealed = msgspec.json.decode(VAULT.open(made[-1].sealed, f"payee_account:{made[-1].id}"), type=Payee)
        assert sealed.account == account


def test_the_state_follows_from_the_day() -> None:
    old, new = row(TODAY), row(THIRD)
    both = [new, old]
    assert [state_of(new, both, day) for day in (TODAY, date(2026, 11, 25), THIRD)] == [
        "pending",
        "pending",
        "in_force",
    ]
    assert [state_of(old, both, day) for day in (TODAY, THIRD)] == ["in_force", "replaced"]
    stopped = row(THIRD, stopped_at=NOW, stopped_by="person")
    assert [state_of(one, [stopped, old], THIRD) for one in (stopped, old)] == ["stopped", "in_force"]
    gone = row(THIRD, replaced_by=new.id)
    assert state_of(gone, [new, gone, old], THIRD) == "replaced"


def checked(account: str, holder: name_check.Holder, expires: datetime, answer: Any = "match") -> StoredNameCheck:
    """A kept answer."""
    id, subject = uuid4(), name_check.about(account, holder)
    sealed = VAULT.seal(msgspec.json.encode(CheckAnswer(subject, answer)), f"payee_check:{id}")
    return StoredNameCheck(
        id=id, digest=VAULT.fingerprint("payee-check", subject).hex(), sealed=sealed.hex(), expires_at=expires
    )


def test_an_answer_is_about_one_account_holder_and_number_and_grows_old() -> None:
    hers, later = name_check.Holder(WHO, "李惠芳", "880000193611100021"), datetime(2026, 12, 1, tzinfo=UTC)
    kept = [checked(NEW, hers, later)]
    assert name_check.answer_for(VAULT, kept, NEW, hers, NOW) == "match"
    assert name_check.answer_for(VAULT, kept, OLD, hers, NOW) == "cannot_tell"
    for other in (msgspec.structs.replace(hers, name="王五"), msgspec.structs.replace(hers, id_number="1")):
        assert name_check.answer_for(VAULT, kept, NEW, other, NOW) == "cannot_tell"
    assert name_check.answer_for(VAULT, kept, NEW, hers, later) == "cannot_tell"
    assert name_check.answer_for(VAULT, [checked(NEW, hers, later, "no_match"), *kept], NEW, hers, NOW) == "no_match"


def test_an_account_is_not_in_its_repr() -> None:
    assert OLD not in repr(Payee(OLD, "李惠芳"))
