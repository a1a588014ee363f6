-- question: Which values do members of both clusters share more than others do?
-- grain:    one row per attribute value, the strongest in either first
-- params:   $cluster_id, $other_id: the clusters
-- columns:
--   family          family of evidence
--   attr_type       attribute, or template
--   attr_value      value, as pages show it
--   accounts        count of members with it in the one cluster
--   share           part of the members whose attribute is known, 0 to 1
--   lift            share inside over share outside
--   other_accounts  count of members with it in the other cluster
--   other_share     part of its members, 0 to 1
--   other_lift      share inside over share outside

select
    one.family,
    one.attr_type,
    one.attr_value,
    one.accounts,
    one.accounts / nullif(one.known_accounts, 0) as share,
    one.lift,
    other.accounts as other_accounts,
    other.accounts / nullif(other.known_accounts, 0) as other_share,
    other.lift as other_lift
from found_cluster_values as one
inner join found_cluster_values as other
    on one.attr_type = other.attr_type and one.attr_value = other.attr_value
where one.cluster_id = $cluster_id and other.cluster_id = $other_id
order by greatest(one.bits, other.bits) desc, one.attr_type asc, one.attr_value asc
