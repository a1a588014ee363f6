-- question: In which minutes did each account ask? Kept aside, for the queries on minutes.
-- grain:    statement; makes `account_minutes`, one row per account and minute with a request
-- params:   none
-- columns:  none
--
-- account_minutes: account_key (names an account within the warehouse), minute (since 1970,
-- UTC), requests (count).

create or replace temp table account_minutes as
select
    account_key,
    (epoch_ms(ts) // 60000)::integer as minute,
    sum(request_count)::integer as requests
from fact_requests
where row_grain = 'request'
group by all;
