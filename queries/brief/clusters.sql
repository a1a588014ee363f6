-- question: Which clusters is a briefing about, and what did the detection say of each?
-- grain:    one row per cluster, the one with the most requests first
-- params:   $cluster_ids: list; null means all that act as one
-- columns:
--   cluster_id             the cluster
--   kind                   what it looks like
--   confidence             high, moderate or low
--   accounts               count of probable members
--   requests               count of requests of the probable members
--   first_signup_at        timestamp, UTC
--   first_seen_at          timestamp, UTC, first request
--   peak_at                timestamp, UTC, day of most requests
--   last_seen_at           timestamp, UTC, last request
--   banned_accounts        count of members banned
--   active_accounts        count not banned, with a request in the last week of the data
--   successions            count of members that took over from another
--   explained_by           what else could be behind it, a sentence; null where nothing is known

select
    found.cluster_id,
    found.kind,
    found.confidence,
    found.accounts,
    found.requests,
    found.first_signup_at,
    found.first_seen_at,
    found.peak_at,
    found.last_seen_at,
    found.banned_accounts,
    found.active_accounts,
    found.successions,
    found.explained_by
from found_clusters as found
where
    if(
        $cluster_ids is null, found.kind = 'coordinated',
        list_contains($cluster_ids::varchar[], found.cluster_id)
    )
order by found.requests desc, found.cluster_id asc
