-- question: Which accounts are in both clusters, members or near misses?
-- grain:    one row per account
-- params:   $cluster_id, $other_id: the clusters
-- columns:
--   pseudonym           stable short name
--   membership          probable or possible, in the one cluster
--   match_weight        bits for it being one of that cluster
--   other_membership    probable or possible, in the other cluster
--   other_match_weight  bits for it being one of the other

select
    known.pseudonym,
    one.membership,
    one.match_weight,
    other.membership as other_membership,
    other.match_weight as other_match_weight
from found_cluster_accounts as one
inner join found_cluster_accounts as other on one.account_key = other.account_key
inner join known_accounts as known on one.account_key = known.account_key
where one.cluster_id = $cluster_id and other.cluster_id = $other_id
order by one.match_weight desc, known.pseudonym asc
