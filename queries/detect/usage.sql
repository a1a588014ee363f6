-- question: What came of these accounts: first request, volume, banned or not?
-- grain:    one row per account
-- params:   $account_keys: list of integer; $active_from: timestamp, UTC
-- columns:
--   account_key       integer, names an account within the warehouse
--   first_request_at  timestamp, UTC; null without a request
--   requests          count of requests
--   is_banned         whether its file or an event says so
--   is_active         not banned, and with a request since $active_from

with

told as (

    select
        known.account_key,
        totals.first_request_at,
        totals.last_request_at,
        coalesce(totals.requests, 0) as requests,
        -- What its file says now comes before what events say happened once.
        case
            when coalesce(details.status, 'unknown') <> 'unknown'
                then details.status in ('banned', 'blocked', 'suspended')
            else exists (
                select 1
                from events
                where events.event_type = 'ban' and events.account_id = known.account_id
            )
        end as is_banned
    from (select unnest($account_keys::integer[]) as account_key) as wanted
    inner join known_accounts as known on wanted.account_key = known.account_key
    left join account_details as details on wanted.account_key = details.account_key
    left join account_totals as totals on wanted.account_key = totals.account_key

)

select
    account_key,
    first_request_at,
    requests,
    is_banned,
    not is_banned and coalesce(last_request_at >= $active_from, false) as is_active
from told
order by account_key
