-- question: What do the counted accounts of these clusters ask for, against everybody outside
--           clusters?
-- grain:    one row per dimension and label, the most used first
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   dimension       task or model
--   label           the task or model; '(unknown)' where the data has none
--   requests        count of requests, each account once
--   share           share of all of these, 0 to 1
--   ordinary_share  the same of everybody outside clusters; null where there is nobody, or where
--                   the detection kept none

with

counted as (

    from counted_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

told as (

    select
        daily.requests,
        unnest([['task', parts.task], ['model', parts.model]]) as cell
    from account_day as daily
    inner join segments as parts on daily.segment_key = parts.segment_key
    where daily.account_key in (select counted.account_key from counted)

),

usual as (

    select
        dimension,
        label,
        max(ordinary_share) as ordinary_share
    from found_cluster_mix
    group by dimension, label

),

added as (

    select
        cell[1] as dimension,
        cell[2] as label,
        sum(requests)::bigint as requests
    from told
    group by cell

)

select
    added.dimension,
    added.label,
    added.requests,
    added.requests / sum(added.requests) over (partition by added.dimension) as share,
    usual.ordinary_share
from added
left join usual on added.dimension = usual.dimension and added.label = usual.label
order by added.dimension desc, added.requests desc, added.label asc
