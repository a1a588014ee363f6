-- question: When was each account first and last seen asking, and how often did it ask?
-- grain:    statement; fills account_totals anew
-- params:   none
-- columns:  none

create or replace table account_totals as
select
    account_key,
    min(ts) as first_request_at,
    max(ts) as last_request_at,
    sum(request_count)::bigint as requests
from fact_requests
group by account_key
order by account_key
