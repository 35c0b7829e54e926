-- name: invited_since
-- How many invitations and requests this person has sent since then.
select count(*)::int from mandate_invitation where person = :person and made_at >= :since;

-- name: invite
-- An invitation by telephone number or by QR code.
insert into mandate_invitation (id, person, side, principal, services, days, relation, rests_on, code_hash, phone_hash, sealed, said_digest, made_at, expires_at)
values (:id, :person, :side, :principal, :services, :days, :relation, :rests_on, :code_hash, :phone_hash, :sealed, :said_digest, :at, :expires_at);

-- columns: mandate_invitation_columns
id, person, side, principal, services, days, relation, rests_on, phone_hash, sealed, said_digest, made_at, expires_at

-- name: invitations
-- What this person has sent and nobody has answered.
select {mandate_invitation_columns}
from mandate_invitation where person = :person and closed_at is null and expires_at > :now order by made_at desc limit 100;

-- name: invited
-- What was sent to this telephone number and waits for an answer; not of a sender whom it has refused often enough.
select {mandate_invitation_columns}
from mandate_invitation i where phone_hash = any(cast(:hashes as bytea[])) and closed_at is null and expires_at > :now
    and (select count(*) from mandate_invitation r where r.person = i.person and r.phone_hash = any(cast(:hashes as bytea[]))
        and r.refused_at >= :remembered) < :refusals
order by made_at desc limit 20;

-- name: told_of_invitations
-- How often this number has refused this sender, and how many invitations by anybody reached it in a day.
select count(*) filter (where person = :person and refused_at >= :remembered)::int as refusals, count(*) filter (where made_at >= :day)::int as today
from mandate_invitation where phone_hash = any(cast(:hashes as bytea[]));

-- name: invitation
-- One invitation that waits for an answer, kept from others until this transaction ends.
select {mandate_invitation_columns} from mandate_invitation where id = :id and closed_at is null and expires_at > :now for update;

-- name: invitation_by_code
-- The invitation behind a QR code.
select {mandate_invitation_columns}
from mandate_invitation where code_hash = any(cast(:hashes as bytea[])) and closed_at is null and expires_at > :now;

-- name: close_invitation
-- It was answered or withdrawn.
update mandate_invitation set closed_at = :at, mandate = :mandate where id = :id and closed_at is null;

-- name: refuse_invitation
-- Its receiver said no.
update mandate_invitation set closed_at = :at, refused_at = :at where id = :id and closed_at is null;
