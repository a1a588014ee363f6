-- question: Who asked most?
-- grain:    one row per account, the $top with the most requests
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
--           $top: count of accounts
-- columns:
--   pseudonym  short name of the account
--   requests  count of requests
--   share  share of all requests of that time, 0 to 1
--   models  count of distinct models
--   active_hours  hours with a request

with

asked as (

    select
        account_id,
        sum(request_count) as requests,
        count(distinct gen_ai_request_model) as models,
        count(distinct date_trunc('hour', ts)) as active_hours
    from requests
    where ts >= $start_at and ts < $end_at
    group by account_id

)

select
    accounts.pseudonym,
    asked.requests,
    round(asked.requests / sum(asked.requests) over (), 5) as share,
    asked.models,
    asked.active_hours
from asked
inner join accounts on asked.account_id = accounts.account_id
order by asked.requests desc, accounts.pseudonym asc
limit $top
