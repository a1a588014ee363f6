-- question: Which accounts make up each burst?
-- grain:    one row per burst and account
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, of the sign-ups; null means no limit
-- columns:
--   burst_id       the burst
--   account_id     the account, as the export gave it
--   pseudonym      stable short name
--   signed_up_at   timestamp, UTC, sign-up, or first request where it stands in for it
--   shared_values  count of the burst's over-represented values the account shows

select
    burst_id,
    account_id,
    pseudonym,
    signed_up_at,
    shared_values
from burst_accounts
where
    ($start_at::timestamp is null or signed_up_at >= $start_at::timestamp)
    and ($end_at::timestamp is null or signed_up_at < $end_at::timestamp)
order by burst_id asc, signed_up_at asc, account_id asc
