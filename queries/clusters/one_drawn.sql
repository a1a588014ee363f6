-- question: Which shared values of one cluster tell most about how its accounts hang together?
-- grain:    one row per value, what explains most accounts first
-- params:   $cluster_id: the cluster; $each: most values of a family; $top: most values in all
-- columns:
--   place       place among all of the cluster's values, 1 is the strongest
--   family      family of evidence
--   attr_type   attribute
--   attr_value  value, a keyed hash where it would name somebody
--   bits        what the value weighs
--   accounts    count of members that show it
--   found       count of all its values

select
    shown.place,
    shown.family,
    shown.attr_type,
    shown.attr_value,
    shown.bits,
    shown.accounts,
    shown.found
from (
    select
        found_cluster_values.*,
        count(*) over () as found
    from found_cluster_values
    where cluster_id = $cluster_id
    qualify
        row_number() over (partition by family order by bits * accounts desc, place asc) <= $each
) as shown
order by shown.bits * shown.accounts desc, shown.place asc
limit $top
