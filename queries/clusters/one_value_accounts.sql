-- question: Which members of one cluster show one value, and what else does each show?
-- grain:    one row per account and value drawn, of the heaviest accounts
-- params:   $cluster_id: the cluster; $places: list of the places of the values drawn; $place:
--           the value; $page_rows: most accounts
-- columns:
--   node          stable short name of the account
--   match_weight  bits for the account being one of the cluster, without itself
--   place         place of a value it shows
--   found         count of members that show the value

with

chosen as (

    select
        members.account_key,
        members.match_weight,
        count(*) over () as found
    from found_cluster_accounts as members
    inner join found_cluster_shows as shows
        on members.cluster_id = shows.cluster_id and members.account_key = shows.account_key
    where
        members.cluster_id = $cluster_id
        and members.membership = 'probable'
        and shows.place = $place
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
inner join found_cluster_shows as shows
    on
        chosen.account_key = shows.account_key and shows.cluster_id = $cluster_id
        and list_contains($places, shows.place)
order by chosen.match_weight desc, known.pseudonym asc, shows.place asc
