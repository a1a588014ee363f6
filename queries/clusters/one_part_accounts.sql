-- question: Which accounts make up one part of a cluster's drawing, and what does each show?
-- grain:    one row per account and value drawn, of the heaviest accounts
-- params:   $cluster_id: the cluster; $places, $most: as for the drawing; $node: the group, null
--           means any; $place: the value they show, null means any; $page_rows: most accounts
-- columns:
--   node          stable short name of the account
--   match_weight  bits for the account being one of the cluster, without itself
--   place         place of a value it shows; null where it shows none of those drawn
--   found         count of accounts in the part

with

chosen as (

    select
        members.account_key,
        members.match_weight,
        list_slice(
            list(strongest.place order by strongest.bits desc, strongest.place asc), 1, $most
        ) as places,
        count(*) over () as found
    from found_cluster_accounts as members
    left join strongest_values($cluster_id, $places) as strongest
        on members.account_key = strongest.account_key
    where
        members.cluster_id = $cluster_id and members.membership = 'probable'
        and ($place is null or members.account_key in (
            select shows.account_key
            from found_cluster_shows as shows
            where shows.cluster_id = $cluster_id and shows.place = $place
        ))
    group by members.account_key, members.match_weight
    having $node is null or coalesce(array_to_string(list_sort(places), '.'), 'none') = $node
    order by members.match_weight desc, members.account_key asc
    limit $page_rows

)

select
    known.pseudonym as node,
    chosen.match_weight,
    shows.place,
    chosen.found
from chosen
inner join known_accounts as known on chosen.account_key = known.account_key
left join found_cluster_shows as shows
    on
        chosen.account_key = shows.account_key and shows.cluster_id = $cluster_id
        and list_contains($places, shows.place)
order by chosen.match_weight desc, known.pseudonym asc, shows.place asc
