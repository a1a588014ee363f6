-- question: How many requests came in each minute?
-- grain:    one row per minute with a request
-- params:   none
-- columns:
--   minute    minutes since 1970, UTC
--   requests  count of requests

select
    (epoch_ms(ts) // 60000)::integer as minute,
    sum(request_count)::bigint as requests
from fact_requests
where row_grain = 'request'
group by all
order by minute
