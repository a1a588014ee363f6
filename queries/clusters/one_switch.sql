-- question: How soon after a release had the accounts of one cluster used the new model, against
--           everybody outside clusters?
-- grain:    one row per whole hour since the release, 0 to $hours
-- params:   $cluster_id: the cluster; $model: the new model; $hour_at: timestamp, UTC, the hour
--           of its release; $hours: how long before and after is looked at
-- columns:
--   hour_since       hours since the release
--   moved            count of probable members that had used the model within so many hours
--   active_accounts  count of probable members that asked anything both before and after it
--   moved_share      moved of active_accounts, 0 to 1; null where there are none
--   others_moved     count of accounts outside clusters that had used the model
--   others_active    count of accounts outside clusters that asked anything before and after
--   others_share     others_moved of others_active, 0 to 1; null where there are none
--
-- Who signs up after a release has nothing to move from: that is why asking before it is needed.

with

active as (

    select account_key
    from account_hour
    where
        bucket_at >= $hour_at::timestamp - to_hours($hours)
        and bucket_at < $hour_at::timestamp + to_hours($hours)
    group by account_key
    having bool_or(bucket_at < $hour_at) and bool_or(bucket_at >= $hour_at)

),

followed as (

    select
        active.account_key,
        members.cluster_id is not null as is_member
    from active
    left join found_cluster_accounts as members
        on active.account_key = members.account_key and members.membership = 'probable'
    where coalesce(members.cluster_id = $cluster_id, true)

),

everybody as (

    select
        count(*) filter (is_member) as active_accounts,
        count(*) filter (not is_member) as others_active
    from followed

),

used as (

    select
        account_key,
        1 + date_diff('hour', $hour_at::timestamp, min(ts)) as hour_since
    from fact_requests
    where
        ts >= $hour_at and ts < $hour_at::timestamp + to_hours($hours)
        and gen_ai_request_model = $model
    group by account_key

),

moved as (

    select
        used.hour_since,
        count(*) filter (followed.is_member) as moved,
        count(*) filter (not followed.is_member) as others_moved
    from followed
    inner join used on followed.account_key = used.account_key
    group by used.hour_since

),

counted as (

    select
        hours.hour_since,
        coalesce(sum(moved.moved) over so_far, 0)::bigint as moved,
        coalesce(sum(moved.others_moved) over so_far, 0)::bigint as others_moved
    from range(0, $hours::bigint + 1) as hours (hour_since)
    left join moved on hours.hour_since = moved.hour_since
    window so_far as (order by hours.hour_since)

)

select
    counted.hour_since,
    counted.moved,
    everybody.active_accounts,
    counted.moved / nullif(everybody.active_accounts, 0) as moved_share,
    counted.others_moved,
    everybody.others_active,
    counted.others_moved / nullif(everybody.others_active, 0) as others_share
from counted
cross join everybody
order by counted.hour_since
