"""Queries of retention, closure and objections; SQL in `queries.sql`."""

from backend.kit.sql import Queries
from backend.privacy.types import AccountClosure, CaseFile, CaseId, Objection, OpenCase

sql = Queries.beside(__file__)
closing = sql.maybe("closing", AccountClosure)
ask_closing = sql.run("ask_closing")
undo_closing = sql.run("undo_closing")
due_closings = sql.many("due_closings", AccountClosure)
hold_closing = sql.maybe("hold_closing", AccountClosure)
running_cases = sql.many("running_cases", OpenCase)
drafts = sql.many("drafts", CaseId)
close_person = sql.run("close_person")
forget_file_names = sql.run("forget_file_names")
expired_cases = sql.many("expired_cases", CaseId)
files = sql.many("files", CaseFile)
forget_case = sql.value("forget_case", bool)
forget_readings = sql.value("forget_readings", int)
forget_mandates = sql.value("forget_mandates", int)
forget_draft_events = sql.value("forget_draft_events", int)
forget_guidance = sql.value("forget_guidance", int)
forget_people = sql.run("forget_people")
object_to = sql.run("object_to")
objections = sql.many("objections", Objection)
open_objections = sql.many("open_objections", Objection)
objection_for_officer = sql.one("objection_for_officer", Objection)
answer_objection = sql.run("answer_objection")
forget_fact = sql.run("forget_fact")
