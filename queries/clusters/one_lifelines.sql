-- question: When did these accounts of one cluster live, and from whom did they take over?
-- grain:    one row per account, in the order asked for
-- params:   $cluster_id: the cluster; $account_keys: list of keys
-- columns:
--   pseudonym   stable short name
--   began_at    timestamp, UTC, sign-up, or first request where it is not known
--   ended_at    timestamp, UTC, ban, or last request, or sign-up where there is neither
--   banned_at   timestamp, UTC; null where it was not banned
--   requests    count of requests in all the data
--   replaces    pseudonym of the account it took over from; null where there is none
--   stopped_at  timestamp, UTC, when that account stopped
--   gap_hours   hours from then to its own sign-up

with

took as (

    select
        found.to_account_key as account_key,
        arg_max(known.pseudonym, found.bits) as replaces,
        arg_max(found.stopped_at, found.bits) as stopped_at,
        arg_max(found.gap_hours, found.bits) as gap_hours
    from found_successions as found
    inner join known_accounts as known on found.from_account_key = known.account_key
    where found.cluster_id = $cluster_id and list_contains($account_keys, found.to_account_key)
    group by found.to_account_key

),

bans as (

    select
        known.account_key,
        max(events.ts) as banned_at
    from known_accounts as known
    inner join events on known.account_id = events.account_id
    where events.event_type = 'ban' and list_contains($account_keys, known.account_key)
    group by known.account_key

)

select
    known.pseudonym,
    coalesce(details.created_at, totals.first_request_at) as began_at,
    coalesce(bans.banned_at, totals.last_request_at, details.created_at) as ended_at,
    bans.banned_at,
    coalesce(totals.requests, 0) as requests,
    took.replaces,
    took.stopped_at,
    took.gap_hours
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join account_totals as totals on known.account_key = totals.account_key
left join bans on known.account_key = bans.account_key
left join took on known.account_key = took.account_key
where list_contains($account_keys, known.account_key)
order by list_position($account_keys, known.account_key)
