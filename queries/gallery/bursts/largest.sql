-- question: Which bursts of sign-ups were the most surprising?
-- grain:    one row per burst, most surprising first
-- params:   none
-- columns:
--   burst_id  the burst
--   start_at  timestamp, UTC, first sign-up
--   minutes  length in minutes
--   accounts  count of accounts
--   expected_accounts  sign-ups expected in that time
--   score  surprise, bits
--   verdict  scripted, an event, or unclear
--   attr_value  value the burst lies inside; null among all

select
    burst_id,
    start_at,
    date_diff('minute', start_at, end_at) as minutes,
    accounts,
    round(expected_accounts, 1) as expected_accounts,
    round(score, 1) as score,
    verdict,
    attr_value
from bursts
order by score desc, burst_id asc
