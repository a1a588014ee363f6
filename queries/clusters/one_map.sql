-- question: Which groups of one cluster's accounts share the same strong values?
-- grain:    one row per group, the largest first; the smaller ones together as the last row
-- params:   $cluster_id: the cluster; $places: list of the places of the values drawn; $most:
--           how many values make an account's group; $top: count of groups drawn
-- columns:
--   node      places of the values the group shares, with dots between; 'none' for the members
--             that show none of them, 'others' for the smaller groups
--   accounts  count of members in it
--   groups    1, or the count of the smaller groups
--
-- Of each account the strongest value of each family counts, and of these the strongest few:
-- else nearly every account of a large cluster would be a group of its own.

with

alike as (

    select
        coalesce(array_to_string(list_sort(list_slice(
            list(strongest.place order by strongest.bits desc, strongest.place asc), 1, $most
        )), '.'), 'none') as node
    from found_cluster_accounts as members
    left join strongest_values($cluster_id, $places) as strongest
        on members.account_key = strongest.account_key
    where members.cluster_id = $cluster_id and members.membership = 'probable'
    group by members.account_key

),

named as (

    select
        alike.node,
        count(*) as accounts,
        row_number() over (order by count(*) desc, alike.node asc) <= $top as is_drawn
    from alike
    group by alike.node

)

select
    if(named.is_drawn, named.node, 'others') as node,
    sum(named.accounts)::bigint as accounts,
    count(*) as groups
from named
group by all
order by bool_and(named.is_drawn) desc, accounts desc, node asc
