-- question: Which accounts asked what the filters choose in the range?
-- grain:    one row per account, one page of them
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days_start_at, $days_end_at: the
--           whole days inside; $source_in, $provider_in, $model_in, $country_in, $status_in,
--           $plan_in, $task_in, $client_in: lists, null means all; $sort: 'requests' or
--           'signup', largest or latest first; $page_rows, $skip_rows: count
-- columns:
--   pseudonym         stable short name
--   requests          count of requests in the range
--   tokens            input and output tokens; null where no request reports them
--   cost_usd          USD; null where no request has a cost
--   status            active, blocked, deleted or unknown
--   plan              price plan
--   signup_country    country at sign-up
--   created_at        timestamp, UTC, sign-up; null where no file supplies it
--   last_request_at   timestamp, UTC, last request in all the data
--   found             count of accounts on all pages

with

acted as (

    select
        cells.account_key,
        sum(cells.requests)::bigint as requests,
        sum(coalesce(cells.input_tokens, 0) + coalesce(cells.output_tokens, 0))
        filter (where cells.requests_with_tokens > 0)::double as tokens,
        sum(cells.cost_usd)::double as cost_usd
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at) as cells
    inner join chosen_segments(
        'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
        $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    group by cells.account_key

)

select
    accounts.pseudonym,
    acted.requests,
    acted.tokens,
    acted.cost_usd,
    accounts.status,
    accounts.plan,
    accounts.signup_country,
    accounts.created_at,
    accounts.last_request_at,
    count(*) over () as found
from acted
inner join accounts on acted.account_key = accounts.account_key
where accounts.account_id <> '(unknown)'
order by
    case when $sort = 'requests' then acted.requests end desc nulls last,
    accounts.created_at desc nulls last,
    accounts.account_key asc
limit $page_rows offset $skip_rows
