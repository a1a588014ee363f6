-- question: How big are these clusters: confirmed, probable and possible apart, and what counts?
-- grain:    one row per standing of each cluster, and per standing of all together (cluster_id
--           null), each account once; a cluster's standings without accounts are left out
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   cluster_id  the cluster; null for all of them together
--   standing    confirmed (a person said so), probable, possible (shown, not counted), or counted:
--               confirmed and probable together
--   accounts    count of accounts; who was cleared is in none
--   requests    count of their requests in all the data
--   share       part of everybody's requests, 0 to 1; null without any
--   tokens      input and output tokens; null where none are reported
--   cost_usd    US dollars; null where no request has a cost
--   first_at    timestamp, UTC, first request
--   last_at     timestamp, UTC, last request

with

judged as (

    select
        cluster_id,
        account_key,
        list_position(['confirmed', 'probable', 'possible'], standing) as place
    from judged_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

placed as (

    select
        cluster_id,
        account_key,
        unnest(if(place < 3, [place, 4], [place])) as place
    from judged
    union all
    select
        null as cluster_id,
        account_key,
        unnest(if(min(place) < 3, [min(place), 4], [min(place)])) as place
    from judged
    group by account_key

),

used as (

    select
        account_key,
        sum(input_tokens) as input_tokens,
        sum(output_tokens) as output_tokens,
        sum(cost_usd) as cost_usd
    from account_day
    where account_key in (select judged.account_key from judged)
    group by account_key

)

select
    placed.cluster_id,
    ['confirmed', 'probable', 'possible', 'counted'][placed.place] as standing,
    count(*) as accounts,
    cast(coalesce(sum(totals.requests), 0) as bigint) as requests,
    sum(totals.requests) / nullif((select sum(every.requests) from account_totals as every), 0)
        as share,
    cast(
        sum(coalesce(used.input_tokens + used.output_tokens, used.input_tokens, used.output_tokens))
        as bigint
    ) as tokens,
    cast(sum(used.cost_usd) as double) as cost_usd,
    min(totals.first_request_at) as first_at,
    max(totals.last_request_at) as last_at
from placed
left join account_totals as totals on placed.account_key = totals.account_key
left join used on placed.account_key = used.account_key
group by placed.cluster_id, placed.place
order by placed.cluster_id asc nulls first, placed.place asc
