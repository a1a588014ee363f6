-- question: What does each family of evidence say of one account of a cluster?
-- grain:    one row per family, what says most first
-- params:   $cluster_id: the cluster; $name: pseudonym of the account
-- columns:
--   family  family of evidence
--   bits    what it says; below zero it speaks against the account

select
    evidence.family,
    evidence.bits
from found_cluster_evidence as evidence
inner join known_accounts as known on evidence.account_key = known.account_key
where evidence.cluster_id = $cluster_id and known.pseudonym = $name
order by evidence.bits desc, evidence.family asc
