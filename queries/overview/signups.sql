-- question: How many accounts signed up in a stretch of time?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $country_in, $plan_in: lists, null
--           means all
-- columns:
--   new_accounts    count of accounts that signed up
--   dated_accounts  count of accounts, at any time, whose sign-up time is known

select
    count(*) filter (
        where details.created_at >= $start_at and details.created_at < $end_at
        and (
            $country_in is null
            or list_contains($country_in, coalesce(details.signup_country, '(unknown)'))
        )
        and ($plan_in is null or list_contains($plan_in, coalesce(details.plan, '(unknown)')))
    ) as new_accounts,
    count(details.created_at) as dated_accounts
from account_details as details
