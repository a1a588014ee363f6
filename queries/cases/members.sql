-- question: Which clusters of today are these accounts in, or has the cluster of this name?
-- grain:    one row per cluster and probable member, of every cluster that has the name or one
--           of the accounts
-- params:   $cluster_id: the name, null means none; $account_ids: list, null means none
-- columns:
--   cluster_id  the cluster
--   account_id  the account, as the export gave it
--   pseudonym   its stable short name

with

meant as (

    select found.cluster_id
    from cluster_accounts as found
    where found.cluster_id = $cluster_id or list_contains($account_ids, found.account_id)
    group by found.cluster_id

)

select
    found.cluster_id,
    found.account_id,
    found.pseudonym
from cluster_accounts as found
inner join meant on found.cluster_id = meant.cluster_id
where found.membership = 'probable'
order by found.cluster_id, found.pseudonym
