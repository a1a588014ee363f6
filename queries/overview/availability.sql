-- question: Which columns does the data have, and for how much of it?
-- grain:    one row per column people filter or count by
-- params:   none
-- columns:
--   field        name of the column
--   known_share  share of requests (of accounts, for sign-up time) that have it; null
--                where there are none to ask

with values_known as (

    select
        cells_day.cut as field,
        sum(cells_day.requests) filter (
            where coalesce(
                segments.source, segments.provider, segments.model, segments.country,
                segments.status, segments.plan, segments.task, segments.client
            ) not in ('(unknown)', 'unknown')
        ) as known,
        sum(cells_day.requests) as asked
    from cells_day
    inner join segments on cells_day.segment_key = segments.segment_key
    where
        cells_day.cut in ('provider', 'model', 'country', 'status', 'plan', 'task', 'client')
        and segments.cut = cells_day.cut
    group by cells_day.cut

),

measures as (

    select
        sum(requests_with_tokens) as with_tokens,
        sum(requests_with_cost) as with_cost,
        sum(requests) as asked
    from cells_day
    where cut = 'source'

),

prep_1 as (
    select coalesce(sum(totals.requests), 0) as anonymous
    from account_totals as totals
    inner join known_accounts as named on totals.account_key = named.account_key
    where named.account_id = '(unknown)'
),

told as (

    select
        field,
        known,
        asked
    from values_known
    union all
    select
        'tokens' as field,
        with_tokens as known,
        asked
    from measures
    union all
    select
        'cost' as field,
        with_cost as known,
        asked
    from measures
    union all
    select
        'account' as field,
        asked - anonymous as known,
        asked
    from measures
    cross join prep_1
    union all
    select
        'sign-up time' as field,
        count(details.created_at) as known,
        count(*) as asked
    from known_accounts as named
    left join account_details as details on named.account_key = details.account_key
    where named.account_id <> '(unknown)'

)

select
    told.field,
    (coalesce(told.known, 0) / nullif(greatest(told.asked, told.known), 0))::double as known_share
from told
order by known_share, told.field
