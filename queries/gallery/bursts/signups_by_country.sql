-- question: Where did the accounts that signed up come from?
-- grain:    one row per country
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   signup_country  country; null where unknown
--   accounts  count of accounts
--   blocked  of them blocked
--   never_asked  of them without a request

select
    signup_country,
    count(*) as accounts,
    count(*) filter (where status = 'blocked') as blocked,
    count(*) filter (where requests = 0) as never_asked
from accounts
where created_at >= $start_at and created_at < $end_at
group by signup_country
order by accounts desc, signup_country asc
