-- question: How did each cluster live: days, hours of the week, tasks and models?
-- grain:    statements; they fill found_cluster_days, found_cluster_hours, found_cluster_mix
-- params:   none
-- columns:  none
--
-- Only probable members count. The ordinary shares are those of all accounts in no cluster.

create or replace temporary table cluster_members as
select
    cluster_id,
    account_key
from found_cluster_accounts
where membership = 'probable';

insert into found_cluster_days
with

asked as (

    select
        members.cluster_id,
        daily.bucket_at,
        count(distinct daily.account_key) as active_accounts,
        sum(daily.requests)::bigint as requests,
        sum(daily.input_tokens)::bigint as input_tokens,
        sum(daily.output_tokens)::bigint as output_tokens,
        sum(daily.cost_usd) as cost_usd
    from account_day as daily
    inner join cluster_members as members on daily.account_key = members.account_key
    group by all

),

begun as (

    select
        members.cluster_id,
        date_trunc('day', details.created_at)::timestamp as bucket_at,
        count(*) as signups
    from cluster_members as members
    inner join account_details as details on members.account_key = details.account_key
    where details.created_at is not null
    group by all

),

banned as (

    select
        members.cluster_id,
        date_trunc('day', events.ts)::timestamp as bucket_at,
        count(distinct members.account_key) as bans
    from cluster_members as members
    inner join known_accounts as known on members.account_key = known.account_key
    inner join events on known.account_id = events.account_id
    where events.event_type = 'ban'
    group by all

),

seen as (

    select
        cluster_id,
        bucket_at
    from asked
    union all
    select
        cluster_id,
        bucket_at
    from begun
    union all
    select
        cluster_id,
        bucket_at
    from banned

),

spans as (

    select
        cluster_id,
        unnest(range(min(bucket_at), max(bucket_at) + interval 1 day, interval 1 day)) as bucket_at
    from seen
    group by cluster_id

)

select
    spans.cluster_id,
    spans.bucket_at,
    coalesce(begun.signups, 0) as signups,
    coalesce(banned.bans, 0) as bans,
    coalesce(asked.active_accounts, 0) as active_accounts,
    coalesce(asked.requests, 0) as requests,
    asked.input_tokens,
    asked.output_tokens,
    asked.cost_usd
from spans
left join asked on spans.cluster_id = asked.cluster_id and spans.bucket_at = asked.bucket_at
left join begun on spans.cluster_id = begun.cluster_id and spans.bucket_at = begun.bucket_at
left join banned on spans.cluster_id = banned.cluster_id and spans.bucket_at = banned.bucket_at
order by spans.cluster_id, spans.bucket_at;

insert into found_cluster_hours
with

asked as (

    select
        coalesce(members.cluster_id, '') as cluster_id,
        (isodow(hourly.bucket_at) - 1) * 24 + hour(hourly.bucket_at) as hour_of_week,
        sum(hourly.requests)::bigint as requests
    from account_hour as hourly
    left join cluster_members as members on hourly.account_key = members.account_key
    group by all

),

shared as (

    select
        *,
        requests / sum(requests) over (partition by cluster_id) as share
    from asked

),

ordinary as (

    select
        hour_of_week,
        share
    from shared
    where cluster_id = ''

)

select
    shared.cluster_id,
    shared.hour_of_week,
    shared.requests,
    shared.share,
    ordinary.share as ordinary_share
from shared
left join ordinary on shared.hour_of_week = ordinary.hour_of_week
where shared.cluster_id <> ''
order by shared.cluster_id, shared.hour_of_week;

insert into found_cluster_mix
with

asked as (

    select
        coalesce(members.cluster_id, '') as cluster_id,
        daily.segment_key,
        sum(daily.requests)::bigint as requests
    from account_day as daily
    left join cluster_members as members on daily.account_key = members.account_key
    group by all

),

counted as (

    select
        asked.cluster_id,
        'task' as dimension,
        segments.task as label,
        sum(asked.requests)::bigint as requests
    from asked
    inner join segments on asked.segment_key = segments.segment_key
    group by all
    union all
    select
        asked.cluster_id,
        'model' as dimension,
        segments.model as label,
        sum(asked.requests)::bigint as requests
    from asked
    inner join segments on asked.segment_key = segments.segment_key
    group by all

),

shared as (

    select
        *,
        requests / sum(requests) over (partition by cluster_id, dimension) as share
    from counted
    where label is not null

),

ordinary as (

    select
        dimension,
        label,
        share
    from shared
    where cluster_id = ''

)

select
    shared.cluster_id,
    shared.dimension,
    shared.label,
    shared.requests,
    shared.share,
    ordinary.share as ordinary_share
from shared
left join ordinary
    on shared.dimension = ordinary.dimension and shared.label = ordinary.label
where shared.cluster_id <> ''
order by shared.cluster_id asc, shared.dimension asc, shared.requests desc;

drop table cluster_members
