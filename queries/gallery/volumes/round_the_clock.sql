-- question: Which accounts never sleep?
-- grain:    one row per account that asked in at least 20 different hours of the day
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   pseudonym  short name of the account
--   hours_of_day  distinct hours of the day with a request, 0 to 24
--   days  days with a request
--   requests  count of requests

select
    accounts.pseudonym,
    count(distinct hour(requests.ts)) as hours_of_day,
    count(distinct requests.ts::date) as days,
    sum(requests.request_count) as requests
from requests
inner join accounts on requests.account_id = accounts.account_id
where requests.ts >= $start_at and requests.ts < $end_at
group by accounts.pseudonym
having hours_of_day >= 20
order by requests desc, accounts.pseudonym asc
