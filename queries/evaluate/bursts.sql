-- question: Which bursts of sign-ups were reported?
-- grain:    one row per burst
-- params:   none
-- columns:
--   burst_id           varchar
--   attr_type          varchar, null among all sign-ups
--   start_at           timestamp, UTC
--   end_at             timestamp, UTC
--   expected_accounts  accounts
--   score              surprise, higher is more
--   verdict            varchar

select
    burst_id,
    attr_type,
    start_at,
    end_at,
    expected_accounts,
    score,
    verdict
from bursts
order by burst_id
