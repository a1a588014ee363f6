-- question: Which clusters lived in the range, ranked, and how much did each ask?
-- grain:    one row per cluster, one page of them; sums are of probable members, in the range
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days; $before_start_at,
--           $before_end_at: the days compared with, null for none; $kinds: list, null means
--           all; $least_accounts: smallest cluster; $sort: 'kind', 'requests', 'accounts',
--           'change' or 'first_seen_at'; $page_rows, $skip_rows: count
-- columns:
--   rank               place by $sort
--   cluster_id         the cluster
--   kind               coordinated, unclear, reseller_like, shared_network, shared_app or
--                      evaluation_like
--   confidence         high, moderate or low
--   accounts           count of probable members
--   possible_accounts  count of near misses, counted nowhere else
--   families           count of independent families of evidence
--   requests           count in the range
--   share_of_requests  part of everybody's requests in the range, 0 to 1; null without any
--   before_requests    count in the days compared with; null where there are none
--   tokens             input and output tokens; null where no source reports them
--   cost_usd           US dollars; null where no request has a cost
--   estimated_share    part by list price of the cost it has in all the data, 0 to 1
--   active_accounts    count not banned, with a request in the last week of the data
--   banned_accounts    count of members banned
--   first_signup_at    timestamp, UTC
--   first_seen_at      timestamp, UTC, first request
--   ramp_at            timestamp, UTC, first day at a quarter of the busiest day or more
--   peak_at            timestamp, UTC, when it asked most
--   last_seen_at       timestamp, UTC, last request
--   explained_by       what else could be behind it, a sentence; null where nothing is known
--   found              count of clusters on all pages

with

days as (

    select
        *,
        bucket_at >= $start_at and bucket_at < $end_at as is_shown,
        bucket_at >= $before_start_at and bucket_at < $before_end_at as is_before,
        max(requests) over (partition by cluster_id) as peak_requests
    from found_cluster_days

),

lived as (

    select
        cluster_id,
        coalesce(sum(requests) filter (is_shown), 0)::bigint as requests,
        case
            when $before_start_at is not null
                then coalesce(sum(requests) filter (is_before), 0)::bigint
        end as before_requests,
        (sum(coalesce(input_tokens + output_tokens, input_tokens, output_tokens)) filter (
            is_shown
        ))::bigint as tokens,
        (sum(cost_usd) filter (is_shown))::double as cost_usd,
        min(bucket_at) filter (requests > 0 and 4 * requests >= peak_requests) as ramp_at
    from days
    group by cluster_id
    having coalesce(sum(requests + signups + bans) filter (is_shown), 0) > 0

),

asked as (

    select sum(requests) as all_requests
    from cells_day
    where cut = 'status' and bucket_at >= $start_at and bucket_at < $end_at

),

ranked as (

    select
        found.* exclude (requests, cost_usd),
        lived.* exclude (cluster_id),
        estimated_share(found.estimated_usd, found.cost_usd) as estimated_share,
        lived.requests / nullif(asked.all_requests, 0) as share_of_requests,
        count(*) over () as found,
        row_number() over (
            order by
                case
                    when $sort = 'kind'
                        then list_position([
                            'coordinated', 'unclear', 'reseller_like', 'shared_network',
                            'shared_app', 'evaluation_like'
                        ], found.kind)
                end asc nulls last,
                case $sort
                    when 'accounts' then found.accounts
                    when 'change' then lived.requests - coalesce(lived.before_requests, 0)
                    when 'first_seen_at' then epoch(found.first_seen_at)
                    else lived.requests
                end desc nulls last,
                found.cluster_id asc
        ) as rank
    from found_clusters as found
    inner join lived on found.cluster_id = lived.cluster_id
    cross join asked
    where
        found.accounts >= $least_accounts
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], found.kind))

)

select
    ranked.rank,
    ranked.cluster_id,
    ranked.kind,
    ranked.confidence,
    ranked.accounts,
    ranked.possible_accounts,
    ranked.families,
    ranked.requests,
    ranked.share_of_requests,
    ranked.before_requests,
    ranked.tokens,
    ranked.cost_usd,
    ranked.estimated_share,
    ranked.active_accounts,
    ranked.banned_accounts,
    ranked.first_signup_at,
    ranked.first_seen_at,
    ranked.ramp_at,
    ranked.peak_at,
    ranked.last_seen_at,
    ranked.explained_by,
    ranked.found
from ranked
order by ranked.rank
limit $page_rows offset $skip_rows
