-- question: Which accounts are known, and which of them signed up in the range?
-- grain:    one row per account, one page of them
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $signed_up: whether only those
--           that signed up in the range; $asked_only: whether only those with a request;
--           $country_in, $plan_in: lists, null means all; $sort: 'requests' or 'signup',
--           largest or latest first; $page_rows, $skip_rows: count
-- columns:
--   pseudonym         stable short name
--   requests          count of requests in all the data
--   status            active, blocked, deleted or unknown
--   plan              price plan
--   signup_country    country at sign-up
--   created_at        timestamp, UTC, sign-up; null where no file supplies it
--   first_request_at  timestamp, UTC, first request in all the data
--   last_request_at   timestamp, UTC, last request in all the data
--   found             count of accounts on all pages

select
    accounts.pseudonym,
    accounts.requests,
    accounts.status,
    accounts.plan,
    accounts.signup_country,
    accounts.created_at,
    accounts.first_request_at,
    accounts.last_request_at,
    count(*) over () as found
from accounts
where
    accounts.account_id <> '(unknown)'
    and (not $asked_only or accounts.requests > 0)
    and (
        not $signed_up
        or accounts.created_at >= $start_at and accounts.created_at < $end_at
    )
    and (
        $country_in is null
        or list_contains($country_in, coalesce(accounts.signup_country, '(unknown)'))
    )
    and ($plan_in is null or list_contains($plan_in, coalesce(accounts.plan, '(unknown)')))
order by
    case when $sort = 'requests' then accounts.requests end desc nulls last,
    accounts.created_at desc nulls last,
    accounts.account_key asc
limit $page_rows offset $skip_rows
