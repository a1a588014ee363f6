-- question: How many accounts asked in each minute?
-- grain:    one row per minute with a request
-- params:   none
-- columns:
--   minute    minutes since 1970, UTC
--   accounts  count of distinct accounts

select
    minute,
    accounts
from kept.minutes
order by minute
