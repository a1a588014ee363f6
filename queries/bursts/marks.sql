-- question: Which bursts overlap the range, as marks on a time axis?
-- grain:    one row per burst, the most surprising first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $max_q: highest false-discovery
--           rate; $least_accounts: smallest burst; $inside: 'any', 'all' for bursts among all
--           sign-ups, or an attribute type
-- columns:
--   burst_id           the burst
--   start_at           timestamp, UTC, first sign-up
--   end_at             timestamp, UTC, exclusive
--   accounts           count of accounts
--   expected_accounts  expected sign-ups
--   score              surprise, bits
--   attr_type          attribute it lies in; null among all sign-ups
--   attr_value         value it lies in
--   verdict            scripted sign-ups likely, promotion or event likely, or unclear

select
    found.burst_id,
    found.start_at,
    found.end_at,
    found.accounts,
    found.expected_accounts,
    found.score,
    found.attr_type,
    found.attr_value,
    found.verdict
from found_bursts as found
where
    found.q_value <= $max_q and found.accounts >= $least_accounts
    and found.start_at < $end_at and found.end_at > $start_at
    and ($inside in ('any', coalesce(found.attr_type, 'all')))
order by found.score desc, found.burst_id asc
