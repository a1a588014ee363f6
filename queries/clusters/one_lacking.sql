-- question: What do the near misses of one cluster lack?
-- grain:    one row per reason, the most frequent first
-- params:   $cluster_id: the cluster
-- columns:
--   missing   what they lack, a sentence
--   accounts  count of near misses that lack it

select
    coalesce(members.missing, 'The detection wrote no reason down.') as missing,
    count(*) as accounts
from found_cluster_accounts as members
where members.cluster_id = $cluster_id and members.membership = 'possible'
group by all
order by accounts desc, missing asc
