-- name: calendar
-- The days that differ from Monday to Friday.
select day, works from working_day;

-- name: calendar_years
-- The years whose plan is out.
select year from calendar_year where published;
