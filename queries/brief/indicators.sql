-- question: Which values tell these clusters' accounts from others well enough to be looked for?
-- grain:    one row per cluster and value, the strongest first
-- params:   $cluster_ids: list
-- columns:
--   cluster_id        the cluster
--   family            family of evidence
--   attr_type         attribute
--   attr_value        value, a keyed hash where it would name somebody
--   accounts          count of members that show it
--   known_accounts    count of members whose attribute is known
--   outside_accounts  count of other accounts that show it
--   precision         share of the accounts that show it that are members, 0 to 1
--   lift              share inside over share outside
--   bits              what the value weighs
--
-- Only values eight times as usual inside as outside, and of members for the greater part: to
-- look for what innocent people show as well would hurt them. Times and reactions are no values.

select
    found.cluster_id,
    found.family,
    found.attr_type,
    found.attr_value,
    found.accounts,
    found.known_accounts,
    found.outside_accounts,
    found.accounts / (found.accounts + found.outside_accounts) as precision,
    found.lift,
    found.bits
from found_cluster_values as found
where
    list_contains($cluster_ids::varchar[], found.cluster_id)
    and found.lift >= 8
    and found.accounts >= 3
    and found.accounts > found.outside_accounts
    and found.family not in ('batch', 'timing', 'reaction')
order by found.cluster_id asc, found.place asc
