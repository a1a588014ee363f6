-- question: Which other bursts hold accounts of this one?
-- grain:    one row per other burst, the one with the most accounts in common first
-- params:   $burst_id: the burst
-- columns:
--   burst_id         the other burst
--   start_at         timestamp, UTC, first sign-up
--   end_at           timestamp, UTC, exclusive
--   accounts         count of its accounts
--   common_accounts  count of accounts in both
--   attr_type        attribute it lies in; null among all sign-ups
--   attr_value       value it lies in
--   verdict          scripted sign-ups likely, promotion or event likely, or unclear

select
    found.burst_id,
    found.start_at,
    found.end_at,
    found.accounts,
    count(*) as common_accounts,
    found.attr_type,
    found.attr_value,
    found.verdict
from found_burst_accounts as members
inner join found_burst_accounts as others on members.account_key = others.account_key
inner join found_bursts as found on others.burst_id = found.burst_id
where members.burst_id = $burst_id and others.burst_id <> $burst_id
group by all
order by common_accounts desc, found.start_at asc, found.burst_id asc
