-- question: How many accounts signed up over time, against how many were expected?
-- grain:    one row per time bucket; quiet buckets included, as zero
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $bucket: interval; $basis:
--           'created_at', or 'first_seen' where the first request stands in for the sign-up;
--           $country_in, $plan_in: lists, null means all; $max_q: highest false-discovery
--           rate; $least_accounts: smallest burst; $inside: 'any', 'all' for bursts among all
--           sign-ups, or an attribute type; $explained: burst ids a person explained
-- columns:
--   bucket_at           timestamp, UTC, start of bucket
--   new_accounts        count of sign-ups, by the country and plan filters only
--   burst_accounts      those of them in a burst nobody explained
--   explained_accounts  those of them in explained bursts only
--   expected_accounts   expected sign-ups, all countries and plans; null where unknown
--   low_accounts        expected less twice the standard deviation, no less than zero
--   high_accounts       expected plus twice the standard deviation
--   gap_hours           hours of the bucket without any data

with

flagged as (

    select
        members.account_key,
        bool_and(coalesce(list_contains($explained, members.burst_id), false)) as is_explained
    from found_burst_accounts as members
    inner join found_bursts as found on members.burst_id = found.burst_id
    where
        found.q_value <= $max_q and found.accounts >= $least_accounts
        and found.start_at < $end_at and found.end_at > $start_at
        and ($inside in ('any', coalesce(found.attr_type, 'all')))
    group by members.account_key

),

created as (

    select
        time_bucket($bucket, signups.signed_up_at) as time_at,
        count(*) as new_accounts,
        count(*) filter (where not flagged.is_explained) as burst_accounts,
        count(*) filter (where flagged.is_explained) as explained_accounts
    from signed_up($basis = 'first_seen') as signups
    left join account_details as details on signups.account_key = details.account_key
    left join flagged on signups.account_key = flagged.account_key
    where
        signups.signed_up_at >= $start_at and signups.signed_up_at < $end_at
        and (
            $country_in is null
            or list_contains($country_in, coalesce(details.signup_country, '(unknown)'))
        )
        and ($plan_in is null or list_contains($plan_in, coalesce(details.plan, '(unknown)')))
    group by all

),

-- Steps below an hour share the hour evenly; of longer ones only what lies in the range counts.
expected as (

    select
        time_bucket(greatest($bucket, interval 1 hour), hours.bucket_at) as time_at,
        count(*) filter (where hours.is_gap) as gap_hours,
        count(*) filter (where not hours.is_gap) as known_hours,
        sum(hours.expected_accounts * least(
            epoch($bucket) / 3600,
            epoch(
                least(hours.bucket_at + interval 1 hour, $end_at)
                - greatest(hours.bucket_at, $start_at)
            ) / 3600
        )) as expected_accounts,
        sum(hours.variance * least(epoch($bucket) / 3600, 1)) as variance
    from found_signup_hours as hours
    where hours.bucket_at > $start_at - interval 1 hour and hours.bucket_at < $end_at
    group by all

),

buckets as (

    select unnest(range(time_bucket($bucket, $start_at::timestamp), $end_at, $bucket)) as time_at

)

select
    buckets.time_at as bucket_at,
    coalesce(created.new_accounts, 0) as new_accounts,
    coalesce(created.burst_accounts, 0) as burst_accounts,
    coalesce(created.explained_accounts, 0) as explained_accounts,
    case when expected.known_hours > 0 then expected.expected_accounts end as expected_accounts,
    case
        when expected.known_hours > 0
            then greatest(expected.expected_accounts - 2 * sqrt(expected.variance), 0)
    end as low_accounts,
    case
        when expected.known_hours > 0
            then expected.expected_accounts + 2 * sqrt(expected.variance)
    end as high_accounts,
    coalesce(expected.gap_hours, 0) as gap_hours
from buckets
left join created on buckets.time_at = created.time_at
left join
    expected on time_bucket(greatest($bucket, interval 1 hour), buckets.time_at) = expected.time_at
order by buckets.time_at
