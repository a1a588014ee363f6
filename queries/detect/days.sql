-- question: What is loaded, day by day, so that a changed day can be told from an old one?
-- grain:    one row per day with a request
-- params:   none
-- columns:
--   day_at  day, UTC
--   rows    count of rows
--   digest  number that follows from which rows these are and whose
--
-- A loaded row never changes but for its account; file_key and source_line say which it is.

select
    date_trunc('day', ts)::timestamp as day_at,
    count(*) as rows,
    bit_xor(hash(file_key, source_line, request_id, account_key)) as digest
from fact_requests
group by day_at
order by day_at
