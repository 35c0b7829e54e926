-- name: helpers_in
-- Who did something in this case by a mandate.
select distinct cast(substr(author, 9) as uuid) as person from case_event
where case_id = :case_id and principal = :principal and author like 'mandate:%';

-- name: tries
-- How often values were compared: this one in this case, and all of this principal's since then.
select count(*) filter (where e.case_id = :case_id and e.detail ->> 'field' = :field)::int as here,
    count(*) filter (where e.at > :since)::int as lately
from cases c join case_event e on e.case_id = c.id where c.principal = :principal and e.kind = 'value_compared';
