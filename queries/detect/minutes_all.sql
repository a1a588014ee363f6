-- question: How many accounts asked in each minute?
-- grain:    one row per minute with a request
-- params:   none
-- columns:
--   minute    minutes since 1970, UTC
--   accounts  count of distinct accounts

select
    minute,
    count(*) as accounts
from account_minutes
group by minute
order by minute
