-- question: How much did each account ask, for what, and when was it stopped?
-- grain:    one row per account
-- params:   $active_from: timestamp, UTC
-- columns:
--   account_key       integer, names an account within the warehouse
--   requests          count of requests
--   input_tokens      sum of tokens; null where no request reports them
--   output_tokens     sum of tokens; null where no request reports them
--   cost_usd          USD; null where no request has one
--   estimated_usd     USD of it by list price; null where none is
--   first_request_at  timestamp, UTC; null without a request
--   last_request_at   timestamp, UTC; null without a request
--   banned_at         timestamp, UTC; null when not banned
--   is_active         not banned, and with a request since $active_from

with

used as (

    select
        account_key,
        sum(input_tokens)::bigint as input_tokens,
        sum(output_tokens)::bigint as output_tokens,
        sum(cost_usd) as cost_usd
    from account_hour
    group by account_key

),

estimated as (

    select
        account_key,
        sum(cost_usd) as estimated_usd
    from fact_requests
    where cost_origin = 'price_table'
    group by account_key

),

banned as (

    select
        account_id,
        min(ts) as banned_at
    from events
    where event_type = 'ban' and account_id is not null
    group by account_id

)

select
    known.account_key,
    coalesce(totals.requests, 0) as requests,
    used.input_tokens,
    used.output_tokens,
    used.cost_usd,
    estimated.estimated_usd,
    totals.first_request_at,
    totals.last_request_at,
    coalesce(
        banned.banned_at,
        if(details.status in ('banned', 'blocked', 'suspended'), details.status_changed_at, null)
    ) as banned_at,
    banned.banned_at is null
    and coalesce(details.status not in ('banned', 'blocked', 'suspended'), true)
    and coalesce(totals.last_request_at >= $active_from, false) as is_active
from known_accounts as known
left join account_totals as totals on known.account_key = totals.account_key
left join account_details as details on known.account_key = details.account_key
left join used on known.account_key = used.account_key
left join estimated on known.account_key = estimated.account_key
left join banned on known.account_id = banned.account_id
where known.account_id <> '(unknown)'
order by known.account_key
