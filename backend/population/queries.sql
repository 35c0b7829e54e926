-- name: horizon
-- Transaction horizon up to which all changes are visible (later ones may still commit), and the highest place.
select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as at, coalesce(max(place), 0) as last
from population;

-- name: records
-- All rows in the present column layout, to be copied into memory.
select place, record from population where not stale and layout = :layout;

-- name: entries
-- Facts that change with time (ages, durations) of all rows, concatenated.
select string_agg(entries, '') from population where not stale and layout = :layout;

-- name: odd
-- Persons whose sources disagree on some days only.
select place, odd from population where not stale and layout = :layout and odd is not null;

-- name: unwritten
-- Persons whose profile changed since their row was written, or whose row has another column layout.
select p.place, f.facts, cast(p.changed as text) as changed
from population p join profile f on f.person = p.person
where (p.stale or p.layout is distinct from :layout) and p.place > :after
order by p.place limit :most;

-- name: changes
-- Profiles that may have changed since a transaction horizon (no facts: the profile is gone), and the new horizon.
select p.place, f.facts, cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as at
from population p left join profile f on f.person = p.person
where p.changed >= cast(cast(:since as text) as xid8) and p.changed < pg_snapshot_xmax(pg_current_snapshot())
order by p.place;

-- name: write_down
-- Store the column values of persons, unless their profile has changed again.
update population p
set record = n.record, entries = n.entries, odd = n.odd, layout = :layout, stale = false
from unnest(
    cast(:places as integer[]), cast(:changed as text[]), cast(:records as bytea[]), cast(:entries as bytea[]), cast(:odd as jsonb[])
) as n (place, changed, record, entries, odd)
where p.place = n.place and cast(p.changed as text) = n.changed;

-- name: add_people
-- Invented residents of a trial installation.
insert into person (id) select unnest(cast(:people as uuid[]));

-- name: add_profiles
-- What the sample registers would say of them.
insert into profile (person, facts, refreshed_at)
select n.person, n.facts, :at from unnest(cast(:people as uuid[]), cast(:facts as jsonb[])) as n (person, facts);
