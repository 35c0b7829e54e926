-- name: add_line
-- Append one line to the audit log.
insert into audit (at, actor, action, subject, detail) values (:at, :actor, :action, :subject, :detail);

-- name: hold
-- Advisory lock of the job that links the audit chain; false if another process holds it.
select pg_try_advisory_xact_lock(4_061);

-- name: last
-- The last link of the chain.
select position, seq, hash from audit_link order by position desc limit 1;

-- name: settled
-- Below this line everything is linked: no transaction lasts an hour.
select coalesce(max(seq), 0) from audit_link where linked_at < :before;

-- name: unlinked
-- Lines that are not in the chain yet, in order; one that committed late comes after those that were quicker.
select a.seq, a.at, a.actor, a.action, a.subject, a.detail from audit a
where a.seq > :above and not exists (select from audit_link l where l.seq = a.seq) order by a.seq limit 5000;

-- name: link
-- Put lines into the chain.
insert into audit_link (position, seq, hash, linked_at)
select l.position, l.seq, l.hash, :at
from unnest(cast(:positions as bigint[]), cast(:seqs as bigint[]), cast(:hashes as bytea[])) as l (position, seq, hash);

-- name: links
-- The chain from here on, each link with its line as it stands now.
select l.position, l.seq, l.hash, a.at, a.actor, a.action, a.subject, a.detail
from audit_link l left join audit a on a.seq = l.seq where l.position > :after order by l.position limit 5000;

-- name: never_linked
-- Lines that should have been linked long ago.
select a.seq from audit a where a.at < :before and not exists (select from audit_link l where l.seq = a.seq) order by a.seq limit 100;

-- name: lines
-- Newest lines for an auditor, filtered by action, subject or actor.
select seq, at, actor, action, subject, detail from audit
where seq < :below and (cast(:word as text) = '' or starts_with(action, :word) or subject = :word or actor = any (cast(:who as text[])))
order by seq desc limit 50;

-- name: acts_of
-- Everything that one actor did up to a moment, newest first; one act may stand in several tables. Rows of one moment stay together.
-- Each spelling is asked for itself: an index on (author, at) then answers in order, where `author = any (…)` would sort all rows of a busy author.
select at, action, subject, array_agg(source order by source) as sources
from unnest(cast(:who as text[])) as w (who)
cross join (select coalesce(cast(:before as timestamptz), 'infinity') as before) as until
cross join lateral (
    (select 'audit' as source, at, action, subject from audit
        where actor = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'case_event', at, 'case.' || kind, case_id::text from case_event
        where author = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'payee_event', at, 'payee.' || kind, 'person:' || person from payee_event
        where author = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'grant_event', e.at, 'grant.' || e.kind, g.case_id::text from grant_event e join person_grant g on g.id = e.grant_id
        where e.author = who and e.at < before order by e.at desc fetch first 50 rows with ties)
    union all
    (select 'mandate_event', at, 'mandate.' || kind, 'mandate:' || mandate from mandate_event
        where author = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'guided_event', at, 'guidance.' || kind, 'guidance:' || session from guided_event
        where author = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'staff_act', at, act, regexp_replace(subject, '^case:', '') from staff_act
        where staff = who and at < before order by at desc fetch first 50 rows with ties)
    union all
    (select 'access_log', at, 'file.opened', coalesce(case_id::text, 'person:' || person) from access_log
        where reader = who and at < before order by at desc fetch first 50 rows with ties)
) as acts
group by at, action, subject order by at desc fetch first 50 rows with ties;

-- name: keep_check
-- What a check came to.
insert into audit_check (at, lines, heads, findings) values (:at, :lines, :heads, :findings);

-- name: last_check
-- What the newest check came to.
select at, lines, heads, findings from audit_check order by at desc limit 1;

-- name: hold_evidence
-- Advisory lock of the job that links the evidence chain; false if another process holds it.
select pg_try_advisory_xact_lock(4_112);

-- name: last_evidence
-- The last link of the evidence chain.
select position, hash from evidence_link order by position desc limit 1;

-- name: evidence_settled
-- Up to when everything had been linked by this moment: no transaction lasts an hour.
select max(linked_at) from evidence_link where linked_at < :before;

-- name: unlinked_evidence
-- Rows of evidence that are not in the chain yet, oldest first.
select e.stream, e.key, e.body from evidence e
where (cast(:since as timestamptz) is null or e.at >= :since)
    and not exists (select from evidence_link l where l.stream = e.stream and l.key = e.key)
order by e.at, e.stream, e.key limit 5000;

-- name: link_evidence
-- Put rows of evidence into the chain.
insert into evidence_link (position, stream, key, hash, linked_at)
select l.position, l.stream, l.key, l.hash, :at
from unnest(cast(:positions as bigint[]), cast(:streams as text[]), cast(:keys as text[]), cast(:hashes as bytea[]))
    as l (position, stream, key, hash);

-- name: evidence_links
-- The evidence chain from here on, each link with its row as it stands now.
select l.position, l.stream, l.key, l.hash, l.gone_at, e.body
from (select * from evidence_link where position > :after order by position limit 2000) l
    left join evidence e on e.stream = l.stream and e.key = l.key
order by l.position;

-- name: evidence_never_linked
-- Rows of evidence that should have been linked long ago.
select e.stream, e.key, e.body from evidence e
where e.at < :before and not exists (select from evidence_link l where l.stream = e.stream and l.key = e.key) limit 100;

-- name: evidence_gone
-- How many rows of evidence retention has taken away in all.
select count(*) from evidence_link where gone_at is not null;

-- name: evidence_released
-- What the newest audit line of retention says of it.
select detail from audit where action = 'evidence.released' order by seq desc limit 1;
