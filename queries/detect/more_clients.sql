-- question: What do new days add to the client programs of each account?
-- grain:    statement; makes kept.clients anew of itself and the days
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days: list of timestamp, within them
-- columns:  none

create or replace table kept.clients as
with

added as (

    select
        account_key,
        user_agent_original,
        tls_ja4,
        request_count as requests
    from fact_requests
    where
        ts >= $start_at and ts < $end_at
        and date_trunc('day', ts) in (select unnest($days::timestamp[]))
        and (user_agent_original is not null or tls_ja4 is not null)

),

both_parts as (

    select * from kept.clients
    union all
    select * from added

)

select
    account_key,
    user_agent_original,
    tls_ja4,
    sum(requests)::bigint as requests
from both_parts
group by all
