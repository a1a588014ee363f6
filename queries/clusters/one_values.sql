-- question: Which values do the members of one cluster share more than others do?
-- grain:    one row per value, the strongest first
-- params:   $cluster_id: the cluster; $family: family of evidence, null means all
-- columns:
--   place             place among all of the cluster's values, 1 is the strongest
--   family            family of evidence
--   attr_type         attribute
--   attr_value        value, a keyed hash where it would name somebody
--   accounts          count of members that show it
--   known_accounts    count of members whose attribute is known
--   share             accounts of known_accounts, 0 to 1
--   outside_accounts  count of other accounts that show it
--   lift              share inside over share outside
--   bits              what the value weighs
--   requests          count of requests made with it; null where it is none of requests

select
    found.place,
    found.family,
    found.attr_type,
    found.attr_value,
    found.accounts,
    found.known_accounts,
    found.accounts / nullif(found.known_accounts, 0) as share,
    found.outside_accounts,
    found.lift,
    found.bits,
    sum(shows.requests)::bigint as requests
from found_cluster_values as found
left join found_cluster_shows as shows
    on found.cluster_id = shows.cluster_id and found.place = shows.place
where
    found.cluster_id = $cluster_id
    and ($family is null or found.family = $family)
group by all
order by found.place
