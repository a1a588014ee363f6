-- question: At which moments did the accounts of one burst sign up, and everybody else?
-- grain:    one row per time bucket; quiet buckets included, as zero
-- params:   $burst_id: the burst; $shown_from_at, $shown_to_at (exclusive): timestamp, UTC,
--           around the burst; $step: interval; $basis: 'created_at' or 'first_seen'
-- columns:
--   bucket_at       timestamp, UTC, start of bucket
--   burst_accounts  count of sign-ups of the burst
--   other_accounts  count of all other sign-ups

with

counted as (

    select
        time_bucket($step, signups.signed_up_at) as time_at,
        count(members.account_key) as burst_accounts,
        count(*) - count(members.account_key) as other_accounts
    from signed_up($basis = 'first_seen') as signups
    left join
        found_burst_accounts as members
        on signups.account_key = members.account_key and members.burst_id = $burst_id
    where signups.signed_up_at >= $shown_from_at and signups.signed_up_at < $shown_to_at
    group by all

),

buckets as (

    select
        unnest(range(time_bucket($step, $shown_from_at::timestamp), $shown_to_at, $step))
            as time_at

)

select
    buckets.time_at as bucket_at,
    coalesce(counted.burst_accounts, 0) as burst_accounts,
    coalesce(counted.other_accounts, 0) as other_accounts
from buckets
left join counted on buckets.time_at = counted.time_at
order by buckets.time_at
