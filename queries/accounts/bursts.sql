-- question: In which bursts did one account sign up?
-- grain:    one row per burst it is in, the most surprising first
-- params:   $account_key: the account
-- columns:
--   burst_id           the burst
--   start_at           timestamp, UTC, first sign-up
--   end_at             timestamp, UTC, exclusive
--   accounts           count of accounts that signed up in it
--   expected_accounts  expected sign-ups
--   score              surprise, bits
--   attr_type          attribute it lies in; null among all sign-ups
--   attr_value         value it lies in
--   verdict            scripted sign-ups likely, promotion or event likely, or unclear
--   confidence         high, moderate or low
--   shared_values      count of over-represented values of the burst the account shows

select
    bursts.burst_id,
    bursts.start_at,
    bursts.end_at,
    bursts.accounts,
    bursts.expected_accounts,
    bursts.score,
    bursts.attr_type,
    bursts.attr_value,
    bursts.verdict,
    bursts.confidence,
    own.shared_values
from found_burst_accounts as own
inner join found_bursts as bursts on own.burst_id = bursts.burst_id
where own.account_key = $account_key
order by bursts.score desc, bursts.burst_id asc
