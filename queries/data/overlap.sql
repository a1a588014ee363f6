-- question: Which two sources have requests on the same days, what did both see, and which counts?
-- grain:    one row per pair of sources with a day in common
-- params:   none
-- columns:
--   source            source module
--   other_source      the other
--   shared_days       days both have requests
--   first_at          timestamp, UTC, first of those days
--   last_at           timestamp, UTC, last of those days
--   requests          requests of the source on those days, before any were set aside
--   other_requests    requests of the other on those days
--   comparable_days   days on which both have single calls; else the sums of the day are compared
--   matched_requests  calls both saw
--   matched_by_id     of these, by the id of the answer; the rest agree in account, model, tokens
--                     and time, or in the sums of the day
--   matched_share     of the one with fewer requests, the share both saw; null where not comparable
--   set_aside         calls counted once only: matched, and believed to be the same
--   primary_source    source that goes first, on most of the days; "a + b": both together
--   reason            why, on most of the days
--   is_settled        of sums: whether they agree, here or with another source or several


with

pairs as (

    select
        source,
        other_source,
        count(*) as shared_days,
        min(day_at) as first_at,
        max(day_at) as last_at,
        sum(requests)::bigint as requests,
        sum(other_requests)::bigint as other_requests,
        count(*) filter (where is_comparable) as comparable_days,
        sum(matched_by_id + matched_by_traits)::bigint as matched_requests,
        sum(matched_by_id)::bigint as matched_by_id,
        (
            sum(matched_by_id + matched_by_traits) filter (where is_comparable)
            / nullif(sum(least(requests, other_requests)) filter (where is_comparable), 0)
        )::double as matched_share,
        sum(matched_by_id + if(is_believed, matched_by_traits, 0))::bigint as set_aside,
        mode(primary_source order by day_at) as primary_source,
        mode(reason order by day_at) as reason
    from overlap_days
    group by source, other_source

),

-- The sources whose sums agree with what goes before them.
agreed as (

    select unnest(string_split(if(primary_source = source, other_source, source), ' + ')) as source
    from pairs
    where comparable_days = 0 and set_aside > 0

)

select
    pairs.*,
    pairs.comparable_days > 0
    or list_has_all(
        coalesce((select list(agreed.source) from agreed), []),
        string_split(
            if(pairs.primary_source = pairs.source, pairs.other_source, pairs.source), ' + '
        )
    ) as is_settled
from pairs
order by pairs.shared_days desc, pairs.source asc, pairs.other_source asc
