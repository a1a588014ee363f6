-- question: How soon after signing up did the accounts of each burst ask?
-- grain:    one row per burst
-- params:   none
-- columns:
--   burst_id  the burst
--   accounts  count of accounts
--   asked  accounts with a request
--   asked_within_hour  of them within an hour of signing up
--   median_minutes  median minutes from sign-up to first request

select
    members.burst_id,
    count(*) as accounts,
    count(accounts.first_request_at) as asked,
    count(*) filter (
        where accounts.first_request_at < members.signed_up_at + interval 1 hour
    ) as asked_within_hour,
    median(
        date_diff('minute', members.signed_up_at, accounts.first_request_at)
    ) as median_minutes
from burst_accounts as members
inner join accounts on members.account_id = accounts.account_id
group by members.burst_id
order by members.burst_id
