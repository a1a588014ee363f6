-- question: Which account took over from which, and how fast?
-- grain:    one row per succession the search found, the quickest first
-- params:   none
-- columns:
--   cluster_id  the cluster
--   from_account  short name of the account that stopped
--   to_account  short name of the account that began
--   stopped_at  timestamp, UTC
--   gap_hours  hours between
--   bits  bits against chance

select
    found_successions.cluster_id,
    before.pseudonym as from_account,
    later.pseudonym as to_account,
    found_successions.stopped_at,
    round(found_successions.gap_hours, 2) as gap_hours,
    round(found_successions.bits, 1) as bits
from found_successions
inner join known_accounts as before on found_successions.from_account_key = before.account_key
inner join known_accounts as later on found_successions.to_account_key = later.account_key
order by gap_hours asc, from_account asc, to_account asc
