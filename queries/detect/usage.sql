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

-- The last word of the events: banned, or let in again.
said as (

    select
        account_id,
        max(ts) as said_at,
        arg_max(event_type, ts) = 'ban' as is_banned
    from events
    where event_type in ('ban', 'unban') and account_id is not null
    group by account_id

),

told as (

    select
        known.account_key,
        totals.first_request_at,
        totals.last_request_at,
        coalesce(totals.requests, 0) as requests,
        coalesce(details.status in ('banned', 'blocked', 'suspended'), false)
        or (
            coalesce(said.is_banned, false)
            and coalesce(said.said_at >= details.status_changed_at, true)
        ) as is_banned
    from (select unnest($account_keys::integer[]) as account_key) as wanted
    inner join known_accounts as known on wanted.account_key = known.account_key
    left join account_details as details on wanted.account_key = details.account_key
    left join account_totals as totals on wanted.account_key = totals.account_key
    left join said on known.account_id = said.account_id

)

select
    account_key,
    first_request_at,
    requests,
    is_banned,
    not is_banned and coalesce(last_request_at >= $active_from, false) as is_active
from told
order by account_key
