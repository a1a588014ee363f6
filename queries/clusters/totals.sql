-- question: How many clusters of each kind lived in the range, and how much of all was theirs?
-- grain:    one row per kind with clusters in the range, what matters most first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:
--   kind          coordinated, unclear, reseller_like, shared_network, shared_app or
--                 evaluation_like
--   clusters      count of clusters with sign-ups, bans or requests in the range
--   accounts      count of their probable members
--   requests      count of requests of those members in the range
--   all_requests  count of requests of everybody in the range

with

lived as (

    select
        cluster_id,
        sum(requests) as requests
    from found_cluster_days
    where bucket_at >= $start_at and bucket_at < $end_at
    group by cluster_id
    having sum(requests + signups + bans) > 0

),

asked as (

    select coalesce(sum(requests), 0) as requests
    from cells_day
    where cut = 'status' and bucket_at >= $start_at and bucket_at < $end_at

)

select
    found.kind,
    count(*) as clusters,
    sum(found.accounts)::bigint as accounts,
    sum(lived.requests)::bigint as requests,
    any_value(asked.requests)::bigint as all_requests
from found_clusters as found
inner join lived on found.cluster_id = lived.cluster_id
cross join asked
group by found.kind
order by
    list_position([
        'coordinated', 'unclear', 'reseller_like', 'shared_network', 'shared_app',
        'evaluation_like'
    ], found.kind) asc nulls last,
    found.kind asc
