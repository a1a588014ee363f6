-- question: What is one cluster, and how much of all traffic is it?
-- grain:    one row, or none where no cluster has the id
-- params:   $cluster_id: the cluster
-- columns:
--   cluster_id            the cluster
--   kind                  coordinated, shared_network, reseller_like, evaluation_like,
--                         shared_app or unclear
--   confidence            high, moderate or low
--   points                what speaks for coordination, less what speaks against
--   accounts              count of probable members
--   possible_accounts     count of near misses, not counted anywhere else
--   families              count of families that speak for it
--   median_bits           bits of the median member
--   requests              count of requests of the probable members
--   share_of_requests     share of all requests in the data, 0 to 1
--   tokens                input and output tokens; null where none is reported
--   cost_usd              US dollars; null where no request has a cost
--   estimated_share       part of it by list price, where no source tells a cost, 0 to 1
--   first_signup_at       timestamp, UTC
--   first_seen_at         timestamp, UTC, first request
--   peak_at               timestamp, UTC, day of most requests
--   last_seen_at          timestamp, UTC, last request
--   banned_accounts       count of members banned
--   active_accounts       count of members not banned, with a request in the data's last week
--   successions           count of members that took over from another
--   median_regrowth_hours median hours from the stop of one to the sign-up of its successor
--   signature_templates   count of templates of its own
--   signature_share       share of its requests made with them
--   work_share            share of its accounts' requests that is its work; null: all may be
--   explained_by          what else could be behind it, a sentence; null where nothing is known

select
    found.cluster_id,
    found.kind,
    found.confidence,
    found.points,
    found.accounts,
    found.possible_accounts,
    found.families,
    found.median_bits,
    found.requests,
    found.requests / nullif((select sum(totals.requests) from account_totals as totals), 0)
        as share_of_requests,
    if(
        found.input_tokens is null and found.output_tokens is null, null,
        coalesce(found.input_tokens, 0) + coalesce(found.output_tokens, 0)
    ) as tokens,
    found.cost_usd,
    estimated_share(found.estimated_usd, found.cost_usd) as estimated_share,
    found.first_signup_at,
    found.first_seen_at,
    found.peak_at,
    found.last_seen_at,
    found.banned_accounts,
    found.active_accounts,
    found.successions,
    found.median_regrowth_hours,
    found.signature_templates,
    found.signature_share,
    found.work_share,
    found.explained_by
from found_clusters as found
where found.cluster_id = $cluster_id
