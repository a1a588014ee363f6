-- question: Who belongs to a cluster, and how surely?
-- grain:    one row per account of the cluster, the surest first
-- params:   $cluster_id: id of a cluster
-- columns:
--   pseudonym  short name of the account
--   membership  probable or possible
--   match_weight  bits for it being a member
--   families  families of evidence
--   created_at  timestamp, UTC, sign-up
--   status  active, blocked, deleted or unknown
--   requests  count of requests

select
    members.pseudonym,
    members.membership,
    round(members.match_weight, 1) as match_weight,
    members.families,
    accounts.created_at,
    accounts.status,
    accounts.requests
from cluster_accounts as members
inner join accounts on members.account_id = accounts.account_id
where members.cluster_id = $cluster_id
order by members.match_weight desc, members.pseudonym asc
