-- question: Which requests are loaded, every column, as the data dictionary has them?
-- grain:    one row per request, or per bucket where the source gave buckets
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; null means no limit
-- columns:  those of requests in docs/data-dictionary.md

select * exclude (account_key, segment_key)
from requests
where
    ($start_at::timestamp is null or ts >= $start_at::timestamp)
    and ($end_at::timestamp is null or ts < $end_at::timestamp)
