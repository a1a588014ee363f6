-- question: What counts on each day, and at what cost?
-- grain:    one row per day with requests
-- params:   none
-- columns:
--   day_at  timestamp, UTC, start of the day
--   digest  a number that is another where rows or costs are

select
    date_trunc('day', ts)::timestamp as day_at,
    sum(hash(file_key, source_line, ts, account_key, cost_usd, cost_origin)::hugeint) as digest
from fact_requests
group by all
