-- question: How many requests are counted as another source has them?
-- grain:    one row
-- params:   none
-- columns:
--   requests  count of requests, each once whoever else saw it

select coalesce(sum(aside.request_count), 0)::bigint as requests
from fact_set_aside as aside
