"""Queries of identity proofing; SQL in `queries.sql`."""

from uuid import UUID

from auth.identity.types import ConsentFace, IdentityRequest, ProofingAttempt, ProofRow
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
add_try = sql.run("add_try")
settle_try = sql.value("settle_try", UUID)
waiting_try = sql.maybe("waiting_try", ProofingAttempt)
try_of = sql.maybe("try_of", ProofingAttempt)
latest_try = sql.maybe("latest_try", ProofingAttempt)
tries_waiting = sql.value("tries_waiting", int)
tries_used = sql.value("tries_used", int)
seen_before = sql.value("seen_before", bool)
proofs = sql.many("proofs", ProofRow)
ask = sql.run("ask")
request_of = sql.maybe("request_of", IdentityRequest)
withdraw_request = sql.run("withdraw_request")
requests_waiting = sql.many("requests_waiting", IdentityRequest)
request = sql.maybe("request", IdentityRequest)
see_request = sql.value("see_request", UUID)
confirm_request = sql.value("confirm_request", UUID)
close_request = sql.value("close_request", UUID)
disown = sql.run("disown")
unlink_provider = sql.run("unlink_provider")
add_consent_face = sql.run("add_consent_face")
consent_face = sql.maybe("consent_face", ConsentFace)
newest_consent_face = sql.maybe("newest_consent_face", ConsentFace)
consent_faces_used = sql.value("consent_faces_used", int)
settle_consent_face = sql.run("settle_consent_face")
