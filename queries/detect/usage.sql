-- question: What came of these accounts: first request, volume, banned or not?
-- grain:    one row per account
-- params:   $account_keys: list of integer
-- columns:
--   account_key       integer, names an account within the warehouse
--   first_request_at  timestamp, UTC; null without a request
--   requests          count of requests
--   is_banned         whether its file or an event says so

with

wanted as (

    select unnest($account_keys::integer[]) as account_key

)

select
    wanted.account_key,
    totals.first_request_at,
    coalesce(totals.requests, 0) as requests,
    coalesce(details.status in ('banned', 'blocked', 'suspended'), false)
    or exists (
        select 1
        from events
        where events.event_type = 'ban' and events.account_id = known.account_id
    ) as is_banned
from wanted
inner join known_accounts as known on wanted.account_key = known.account_key
left join account_details as details on wanted.account_key = details.account_key
left join account_totals as totals on wanted.account_key = totals.account_key
order by wanted.account_key
