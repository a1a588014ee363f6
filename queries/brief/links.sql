-- question: Which members of these clusters are linked, by which family, and how strongly?
-- grain:    one row per cluster, pair of accounts and family; the strongest links of each account
-- params:   $cluster_ids: list
-- columns:
--   cluster_id   the cluster both are in, near misses included
--   account_a    the one account, as the export gave it
--   pseudonym_a  its short name
--   account_b    the other account, as the export gave it
--   pseudonym_b  its short name
--   family       family of evidence, or a team's own signal
--   bits         what it adds; below zero it speaks against
--   total_bits   bits of the pair over all families

with

members as (

    select
        found.cluster_id,
        found.account_key,
        known.account_id,
        known.pseudonym
    from found_cluster_accounts as found
    inner join known_accounts as known on found.account_key = known.account_key
    where list_contains($cluster_ids::varchar[], found.cluster_id)

)

select
    one.cluster_id,
    one.account_id as account_a,
    one.pseudonym as pseudonym_a,
    other.account_id as account_b,
    other.pseudonym as pseudonym_b,
    found.family,
    found.bits,
    found.total_bits
from found_links as found
inner join members as one on found.account_key_a = one.account_key
inner join members as other
    on found.account_key_b = other.account_key and one.cluster_id = other.cluster_id
order by
    one.cluster_id asc,
    found.total_bits desc,
    one.pseudonym asc,
    other.pseudonym asc,
    found.bits desc,
    found.family asc
