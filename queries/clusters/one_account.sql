-- question: In which clusters is one account, and what does each family say of it?
-- grain:    one row per cluster and family, what says most first; none where it is in no cluster
-- params:   $account_key: integer
-- columns:
--   cluster_id    the cluster
--   kind          coordinated, shared_network, …
--   confidence    high, moderate or low
--   accounts      count of probable members
--   membership    probable, or possible for a near miss
--   match_weight  bits for the account being one of the cluster, without itself
--   needed_bits   bits it needs at this cluster's size
--   missing       for a near miss, what it lacks
--   family        family of evidence
--   bits          what it says; below zero it speaks against

select
    found.cluster_id,
    found.kind,
    found.confidence,
    found.accounts,
    members.membership,
    members.match_weight,
    members.needed_bits,
    members.missing,
    evidence.family,
    evidence.bits
from found_cluster_accounts as members
inner join found_clusters as found on members.cluster_id = found.cluster_id
left join found_cluster_evidence as evidence
    on members.cluster_id = evidence.cluster_id and members.account_key = evidence.account_key
where members.account_key = $account_key
order by
    members.membership desc, found.cluster_id asc, evidence.bits desc, evidence.family asc
