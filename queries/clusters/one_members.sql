-- question: Who is in one cluster, and what does each family of evidence say of each account?
-- grain:    one row per account, one page of them; members first, the heaviest first
-- params:   $cluster_id: the cluster; $membership: probable or possible, null means both; $name:
--           pseudonym of one account, null means all; $page_rows, $skip_rows: count
-- columns:
--   pseudonym         stable short name
--   membership        probable, or possible for a near miss
--   match_weight      bits for the account being one of the cluster, without itself
--   needed_bits       bits it needs at this cluster's size
--   families          count of families that speak for it
--   family_bits       bits by family in words, the strongest first
--   missing           for a near miss, what it lacks
--   status            active, blocked, deleted or unknown
--   last_request_at   timestamp, UTC, last request in all the data
--   requests          count of requests in all the data
--   found             count of accounts on all pages

with

page as (

    select
        members.*,
        known.pseudonym,
        count(*) over () as found
    from found_cluster_accounts as members
    inner join known_accounts as known on members.account_key = known.account_key
    where
        members.cluster_id = $cluster_id
        and coalesce(members.membership = $membership, true)
        and coalesce(known.pseudonym = $name, true)
    order by members.membership desc, members.match_weight desc, members.account_key asc
    limit $page_rows offset $skip_rows

),

weighed as (

    select
        evidence.account_key,
        string_agg(
            evidence.family || printf(' %+.1f', evidence.bits), ' · ' order by evidence.bits desc
        ) as family_bits
    from found_cluster_evidence as evidence
    inner join page on evidence.account_key = page.account_key
    where evidence.cluster_id = $cluster_id
    group by evidence.account_key

)

select
    page.pseudonym,
    page.membership,
    page.match_weight,
    page.needed_bits,
    page.families,
    weighed.family_bits,
    page.missing,
    coalesce(details.status, 'unknown') as status,
    totals.last_request_at,
    coalesce(totals.requests, 0) as requests,
    page.found
from page
left join weighed on page.account_key = weighed.account_key
left join account_details as details on page.account_key = details.account_key
left join account_totals as totals on page.account_key = totals.account_key
order by page.membership desc, page.match_weight desc, page.account_key asc
