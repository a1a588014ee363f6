-- question: Who is in these clusters, and for which reasons?
-- grain:    one row per cluster and account, near misses included; members first, the heaviest
--           first
-- params:   $cluster_ids: list
-- columns:
--   cluster_id        the cluster
--   account_id        the account, as the export gave it
--   pseudonym         stable short name
--   membership        probable, or possible for a near miss
--   match_weight      bits for the account being one of the cluster, without itself
--   needed_bits       bits it needs at this cluster's size
--   families          count of families that speak for it
--   family_bits       bits by family in words, the strongest first
--   missing           for a near miss, what it lacks, a sentence
--   status            active, blocked, deleted or unknown
--   signed_up_at      timestamp, UTC; null where it is not known
--   first_request_at  timestamp, UTC
--   last_request_at   timestamp, UTC
--   requests          count of requests in all the data

with

weighed as (

    select
        evidence.cluster_id,
        evidence.account_key,
        string_agg(
            evidence.family || printf(' %+.1f', evidence.bits), ' · '
            order by evidence.bits desc, evidence.family asc
        ) as family_bits
    from found_cluster_evidence as evidence
    where list_contains($cluster_ids::varchar[], evidence.cluster_id)
    group by evidence.cluster_id, evidence.account_key

)

select
    members.cluster_id,
    known.account_id,
    known.pseudonym,
    members.membership,
    members.match_weight,
    members.needed_bits,
    members.families,
    weighed.family_bits,
    members.missing,
    coalesce(details.status, 'unknown') as status,
    details.created_at as signed_up_at,
    totals.first_request_at,
    totals.last_request_at,
    coalesce(totals.requests, 0) as requests
from found_cluster_accounts as members
inner join known_accounts as known on members.account_key = known.account_key
left join weighed
    on members.cluster_id = weighed.cluster_id and members.account_key = weighed.account_key
left join account_details as details on members.account_key = details.account_key
left join account_totals as totals on members.account_key = totals.account_key
where list_contains($cluster_ids::varchar[], members.cluster_id)
order by
    members.cluster_id asc,
    members.membership desc,
    members.match_weight desc,
    known.pseudonym asc
