-- question: Which stretch of time does the data cover, and how fresh is it?
-- grain:    one row
-- params:   none
-- columns:
--   first_at     timestamp, UTC, start of the first hour with a request or sign-up
--   last_at      timestamp, UTC, end of the last hour with a request or sign-up
--   requests     count of requests
--   accounts     count of accounts
--   has_accounts boolean, whether any account but '(unknown)' is there

with

spans as (

    select
        min(cells_hour.bucket_at) as first_at,
        max(cells_hour.bucket_at) + interval 1 hour as last_at,
        sum(cells_hour.requests) as requests
    from cells_hour
    where cells_hour.cut = 'source'
    union all
    select
        min(details.created_at) as first_at,
        max(details.created_at) + interval 1 minute as last_at,
        0 as requests
    from account_details as details

),

people as (

    select count(*) filter (where known.account_id <> '(unknown)') as accounts
    from known_accounts as known

)

select
    min(spans.first_at) as first_at,
    max(spans.last_at) as last_at,
    coalesce(sum(spans.requests), 0)::bigint as requests,
    any_value(people.accounts) as accounts,
    any_value(people.accounts) > 0 as has_accounts
from spans
cross join people
