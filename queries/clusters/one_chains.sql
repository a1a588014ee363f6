-- question: In which order do one cluster's accounts read best: who took over from whom?
-- grain:    one row per member, one page of them; the longest chains of succession first, each
--           from its first account to its last, then the others by their beginning
-- params:   $cluster_id: the cluster; $page_rows, $skip_rows: count
-- columns:
--   account_key  key in this version of the warehouse
--   chain        account the chain begins with; null where nobody took over
--   found        count of members on all pages

with recursive

took as (

    select
        found.to_account_key as account_key,
        arg_max(found.from_account_key, found.bits) as from_key
    from found_successions as found
    where found.cluster_id = $cluster_id
    group by found.to_account_key

),

chains as (

    select
        took.from_key as account_key,
        took.from_key as chain,
        0 as step
    from took
    where took.from_key not in (select earlier.account_key from took as earlier)
    union
    select
        took.account_key,
        chains.chain,
        chains.step + 1 as step
    from took
    inner join chains on took.from_key = chains.account_key

)

select
    members.account_key,
    chains.chain,
    count(*) over () as found
from found_cluster_accounts as members
left join chains on members.account_key = chains.account_key
left join account_details as details on members.account_key = details.account_key
left join account_totals as totals on members.account_key = totals.account_key
where members.cluster_id = $cluster_id and members.membership = 'probable'
order by
    if(chains.chain is null, 0, count(*) over (partition by chains.chain)) desc,
    chains.chain asc,
    chains.step asc,
    coalesce(details.created_at, totals.first_request_at) asc,
    members.account_key asc
limit $page_rows offset $skip_rows
