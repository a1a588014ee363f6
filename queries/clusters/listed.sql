-- question: How many members of each of today's clusters are among these accounts?
-- grain:    one row per cluster with such a member; probable members only
-- params:   $account_ids: list, as the export gave them
-- columns:
--   cluster_id       the cluster
--   accounts         count of probable members
--   listed_accounts  count of them that are among the accounts

with

members as (

    select
        found.cluster_id,
        list_contains($account_ids, found.account_id) as is_listed
    from cluster_accounts as found
    where found.membership = 'probable'

)

select
    members.cluster_id,
    count(*) as accounts,
    count(*) filter (members.is_listed) as listed_accounts
from members
group by members.cluster_id
having listed_accounts > 0
order by members.cluster_id
