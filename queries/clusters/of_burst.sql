-- question: Which clusters are the accounts of one burst in?
-- grain:    one row per cluster, the one with the most of its accounts first
-- params:   $burst_id: the burst
-- columns:
--   cluster_id         the cluster
--   kind               coordinated, unclear, reseller_like, shared_network, shared_app or
--                      evaluation_like
--   confidence         high, moderate or low
--   accounts           count of the cluster's probable members
--   common_accounts    count of them in the burst
--   possible_accounts  count of the cluster's near misses in the burst

select
    found.cluster_id,
    found.kind,
    found.confidence,
    found.accounts,
    count(*) filter (members.membership <> 'possible') as common_accounts,
    count(*) filter (members.membership = 'possible') as possible_accounts
from found_burst_accounts as burst
inner join found_cluster_accounts as members on burst.account_key = members.account_key
inner join found_clusters as found on members.cluster_id = found.cluster_id
where burst.burst_id = $burst_id
group by all
order by common_accounts desc, possible_accounts desc, found.cluster_id asc
