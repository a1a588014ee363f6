-- question: Which accounts asked what the filters choose in the range?
-- grain:    one row per account, one page of them
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days_start_at, $days_end_at: the
--           whole days inside; $source_in, $provider_in, $model_in, $country_in, $status_in,
--           $plan_in, $task_in, $client_in: lists, null means all; $sort: 'requests' or
--           'signup', largest or latest first; $page_rows, $skip_rows: count
-- columns:
--   pseudonym        stable short name
--   requests         count of requests in the range
--   tokens           input and output tokens; null where no request reports them
--   cost_usd         USD; null where no request has a cost
--   status           active, blocked, deleted or unknown
--   plan             price plan
--   signup_country   country at sign-up
--   created_at       timestamp, UTC, sign-up; null where no file supplies it
--   last_request_at  timestamp, UTC, last request in all the data
--   found            count of accounts on all pages
--
-- Ranked by requests alone; tokens and cost are added up for the page's accounts only.

with

cells as not materialized (

    select
        account_key,
        requests,
        requests_with_tokens,
        cost_usd,
        coalesce(input_tokens, 0) + coalesce(output_tokens, 0) as tokens
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at)
    where
        segment_key in (
            select chosen.segment_key
            from chosen_segments(
                'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in,
                $plan_in, $task_in, $client_in
            ) as chosen
        )

),

counted as (

    select
        cells.account_key,
        sum(cells.requests)::bigint as requests
    from cells
    group by cells.account_key

),

page as (

    select
        counted.account_key,
        count(*) over () as found
    from counted
    inner join known_accounts as known on counted.account_key = known.account_key
    left join account_details as details on counted.account_key = details.account_key
    where known.account_id <> '(unknown)'
    order by
        case when $sort = 'requests' then counted.requests end desc nulls last,
        details.created_at desc nulls last,
        counted.account_key asc
    limit $page_rows offset $skip_rows

)

select
    accounts.pseudonym,
    sum(cells.requests)::bigint as requests,
    sum(cells.tokens) filter (where cells.requests_with_tokens > 0)::double as tokens,
    sum(cells.cost_usd)::double as cost_usd,
    any_value(accounts.status) as status,
    any_value(accounts.plan) as plan,
    any_value(accounts.signup_country) as signup_country,
    any_value(accounts.created_at) as created_at,
    any_value(accounts.last_request_at) as last_request_at,
    any_value(page.found) as found
from cells
inner join page on cells.account_key = page.account_key
inner join accounts on cells.account_key = accounts.account_key
group by accounts.account_key, accounts.pseudonym
order by
    case when $sort = 'requests' then sum(cells.requests) end desc nulls last,
    created_at desc nulls last,
    accounts.account_key asc
