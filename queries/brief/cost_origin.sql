-- question: Where does the cost of the counted accounts' requests come from?
-- grain:    one row per origin, the dearest first
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   cost_origin  'source' as reported, 'price_table' by list price, 'none' where there is no cost
--   requests     count of requests
--   cost_usd     US dollars; null where there is none

with

counted as (

    from counted_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

priced as (

    select
        coalesce(fact.cost_origin, if(fact.cost_usd is null, 'none', 'source')) as cost_origin,
        fact.request_count,
        fact.cost_usd
    from fact_requests as fact
    where fact.account_key in (select counted.account_key from counted)

)

select
    cost_origin,
    sum(request_count)::bigint as requests,
    sum(cost_usd)::double as cost_usd
from priced
group by cost_origin
order by cost_usd desc nulls last, cost_origin asc
