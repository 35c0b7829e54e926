-- name: calendar
-- The days that differ from Monday to Friday.
select day, works from working_day;

-- name: calendar_years
-- Years whose holiday plan is published.
select year from calendar_year where published;
