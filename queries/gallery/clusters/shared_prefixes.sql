-- question: Which networks are shared by suspiciously few accounts?
-- grain:    one row per network prefix with 3 to 50 accounts, most accounts first
-- params:   none
-- columns:
--   attr_value  keyed hash of the prefix
--   accounts  count of accounts
--   blocked  of them blocked
--   in_clusters  of them probable members of a cluster

select
    shown.attr_value,
    count(distinct shown.account_id) as accounts,
    count(distinct shown.account_id) filter (where accounts.status = 'blocked') as blocked,
    count(distinct members.account_id) as in_clusters
from account_attributes as shown
inner join accounts on shown.account_id = accounts.account_id
left join cluster_accounts as members
    on shown.account_id = members.account_id and members.membership = 'probable'
where shown.attr_type = 'prefix'
group by shown.attr_value
having count(distinct shown.account_id) between 3 and 50
order by accounts desc, shown.attr_value asc
