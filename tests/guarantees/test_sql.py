"""Every named statement is true of the migrated database, is used, and asks only for what is one's own."""

import importlib
import re
from pathlib import Path

import asyncpg
import msgspec

from backend.kit import sql
from backend.kit.migrate import ROOT
from tests.support.each import each

FILES = sorted(p for room in ("backend", "auth", "push", "pwa") for p in (ROOT / room).rglob("queries.sql"))
STORES = [".".join(p.relative_to(ROOT).with_name("store").parts) for p in FILES]

# Statements that rightly ask beyond one person, each with its reason.
BEYOND_ONE_PERSON = {
    "by_phone": "finds who signs in",
    "by_id_number": "finds whether a number is somebody's",
    "move": "the state machine's step on a case that the caller has already read as theirs",
    "receipt_by_number": "public: whoever holds the number",
    "all_decisions": "replay, by an operator",
    "obligations_due": "the worker reminds everybody whose day has come",
    "mark_reminded": "the worker's step on one it has just read",
    "propose": "the worker's step on a grant it has just read",
    "proposed": "an officer's or the worker's step on a case read before",
    "of_case": "the worker, or an officer, on a case that was read before",
    "to_confirm": "an officer's list, by department",
    "missed_checks": "the worker looks whose check was missed",
    "propose_recovery": "an officer's step on an order of a case read by department",
    "settle_recovery": "an officer's step on an order of a case read by department",
    "to_recover": "the worker looks what two people agreed to ask back",
    "standing_of_receipt": "public: whoever holds the number hears whether the grant runs",
    "to_repay": "the worker looks whose failed order has another account now",
    "to_leave": "the worker looks which orders leave",
    "leaving": "the worker looks which orders the treasury hasn't confirmed",
    "unsettled": "the worker looks which orders the treasury has",
    "to_pay": "the worker looks what a month owes to whom",
    "mark_done": "the step of an approval on one it has just read as its person's",
    "add_obligation": "the worker's step on one it has just read",
    "queue": "an officer's queue, by department",
    "for_officer": "an officer's case, by department; the reading is logged",
    "supersede_decision": "an officer's step on a case read by department",
    "supersede_receipts": "an officer's step on a case read by department",
    "receipt_of_case": "an officer's step on a case read by department",
    "propose_revocation": "an officer's step on a case read by department",
    "open_revocation": "an officer's step on a case read by department",
    "settle_revocation": "an officer's step on a case read by department",
    "revoke_receipts": "an officer's step on a case read by department",
    "revocations_waiting": "an officer's queue, by department",
    "case_by_number": "an officer's way to a case, by department; opening it is logged",
    "add_receipt": "an officer's step on a case read by department",
    "add_decision": "an officer's step on a case read by department",
    "add_event": "adds to a case that the caller has read as theirs",
    "to_read": "the worker's job names a paper by id",
    "save_reading": "the worker's job names a paper by id",
    "waiting_try": "the worker's job names a try by id",
    "requests_waiting": "the desk of those who see to identity",
    "request": "an officer's request from that desk; the reading is logged",
    "close_request": "an officer's step on a request from that desk",
    "holder": "finds whether a number is somebody else's",
    "owed": "the worker's job names a message by id",
    "unblock": "a check that became advice holds nobody's paper back",
    "unscanned": "the worker looks what the scanner said nothing about",
    "scan_asked": "the worker's step on a paper it has just read",
    "found_clean": "the worker's step on a paper it has just read",
    "to_be_read": "the worker's step on a paper it has just read",
    "take_out": "the worker's step on a paper it has just read",
    "gone": "pruning, by the worker",
    "filed": "pruning, by the worker",
    "in_slots": "looking for missing files, by the worker",
    "complete": "the worker's job names an upload by id",
    "complete_for_change": "the worker's job names an upload by id",
    "expire": "pruning, by the worker",
    "spent": "pruning, by the worker",
    "forget": "pruning, by the worker",
    "forget_piece": "pruning, by the worker",
    "named": "pruning, by the worker",
    "forget_file": "pruning, by the worker",
    "checks_waiting": "an officer's list, by department; nobody's name",
    "check_of_case": "an officer's step on a case read by department",
    "settle_check": "an officer's step on a case read by department",
    "checks_by_service": "numbers by service, nobody's data",
    "instant_approvals": "numbers by service for whoever turns the switches, nobody's data",
    "counts_by_state": "numbers by state for whoever runs the house, nobody's data",
    "horizon": "the index of the district: how far it reaches, nobody's data",
    "records": "the index of the district: everybody, without names, for counts only",
    "entries": "the index of the district: everybody, without names, for counts only",
    "odd": "the index of the district: everybody, without names, for counts only",
    "unwritten": "the index of the district: whose profile is to be written down",
    "changes": "the index of the district: whose profile has changed",
    "add_people": "invented residents of a trial installation",
    "add_profiles": "invented residents of a trial installation",
    "write_down": "the index of the district: how profiles stand in it",
    "open_objections": "an officer's list, by department",
    "objection_for_officer": "an officer's objection, by department; the reading is logged",
    "answer_objection": "an officer's answer to one read by department",
    "hash_anew": "a browser or an account, found by the hash of what it showed itself",
    "by_number": "the request that somebody names at the counter; the reading is logged",
    "confirm": "an officer's step on a request read by its number",
    "due": "the worker looks whose waiting is over",
    "settle": "the worker's step on a request it found by its date, or on a delivery",
    "due_closings": "the worker looks who asked to go",
    "expired_cases": "the worker looks what has been kept long enough",
    "files": "the worker forgets a case it found by age or by its closed account",
    "forget_people": "the worker forgets accounts of which nothing is left",
    "by_id": "a step that found its mandate, or its account, by a code, a call or an officer's list",
    "services": "the services of mandates that the caller has read as theirs",
    "revoke_service": "the step on a mandate read before as the principal's",
    "checked": "the worker's step on a mandate it has just read",
    "used": "the step on a mandate read before as the helper's",
    "consents": "the consents of a mandate read before",
    "all_consents": "verifying every consent, by an operator",
    "unproved": "verifying every consent, by an operator",
    "add_services": "adds to a mandate that the caller has just proposed",
    "add_code": "adds to a mandate that the caller has read",
    "code": "finds a mandate by a secret that somebody holds",
    "use_code": "the step on a code found by its secret",
    "try_code": "the step on a code found by its secret",
    "void_codes": "the step on a mandate read before",
    "invited": "finds invitations by the keyed hash of the number of who is signed in",
    "invitation": "one invitation, whose number or secret the caller compares",
    "invitation_by_code": "finds an invitation by a secret that somebody holds",
    "close_invitation": "the step on an invitation read before",
    "ending": "the worker looks whose long term ends",
    "told_of_end": "the worker's step on a mandate it has just read",
    "offices_to_check": "the worker asks the registers again",
    "suspended_by_register": "an officer's list",
    "letters_waiting": "an officer's list",
    "extend_proposal": "an officer's step on a letter from their list",
    "told": "the worker's step on a mandate it has just read",
    "newest_call": "the newest call of a mandate read before",
    "call": "the worker's job names a call by id",
    "settle_call": "the worker's step on a call it has just read",
    "acts_of": "an auditor's search by who acted; the reading is logged, for a resident in their own list too",
}
PERSONAL = re.compile(
    r"\b(cases|case_event|decision|receipt|notice|material|identity|profile|consent|access_log|obligation|grant_change|person_grant|grant_event|payment_order|payment_recovery|push_subscription|population|upload|upload_piece|mandate|mandate_service|mandate_event|mandate_consent|mandate_invitation|mandate_code|mandate_call|mandate_signal)\b"
)


def stores() -> list[sql.Statement]:
    for name in STORES:
        importlib.import_module(name)
    return sql.USED


def ids(statement: sql.Statement) -> str:
    return f"{Path(statement.file).parent.name}.{statement.name}"


@each("statement", stores(), ids=ids)
async def test_it_prepares_and_its_columns_are_the_struct(statement: sql.Statement, admin_url: str) -> None:
    db = await asyncpg.connect(admin_url)
    try:
        prepared = await db.prepare(statement.text)
        columns = {a.name for a in prepared.get_attributes()}
    finally:
        await db.close()
    if statement.row is not None:
        assert columns == {f.encode_name for f in msgspec.structs.fields(statement.row)}


@each("path", FILES, ids=lambda p: p.parent.name)
def test_every_statement_is_used(path: Path) -> None:
    written = set(sql.parse(path.read_text("utf-8"), str(path)))
    used = {s.name for s in stores() if s.file == str(path)}
    assert written == used


@each("path", FILES, ids=lambda p: p.parent.name)
def test_the_store_is_only_a_table_of_contents(path: Path) -> None:
    text = path.with_name("store.py").read_text("utf-8")
    assert "select " not in text.lower().replace("# select", "")


@each("statement", stores(), ids=ids)
def test_it_asks_only_for_one_persons_data(statement: sql.Statement) -> None:
    text = re.sub(r"--[^\n]*", "", statement.text)
    if not PERSONAL.search(text) or statement.name in BEYOND_ONE_PERSON:
        return
    assert {"principal", "person"} & set(statement.parameters), f"{statement.name} reads personal data of anybody"


def test_no_reason_stands_for_a_statement_that_is_gone() -> None:
    assert set(BEYOND_ONE_PERSON) <= {s.name for s in stores()}


LASTING = re.compile(
    r"\b(set\s+(?!local)\w+\s*(=|to)|set_config|listen\s|declare\s|pg_(try_)?advisory_lock|create\s+temp|prepare\s)",
    re.IGNORECASE,
)


@each("statement", stores(), ids=ids)
def test_it_leaves_nothing_behind_on_its_connection(statement: sql.Statement) -> None:
    # the pool gives a connection on without asking the server to reset it (kit.db.nothing_left)
    text = re.sub(r"--[^\n]*", "", statement.text)
    updates = re.match(r"\s*(with|update|insert)\b", text, re.IGNORECASE) is not None
    assert not LASTING.search(re.sub(r"(?i)\bset\s+\w+\s*=", "", text) if updates else text)
