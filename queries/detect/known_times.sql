-- question: For how many accounts is the time of sign-up known, and when do requests begin?
-- grain:    one row
-- params:   none
-- columns:
--   accounts          count of accounts
--   with_created_at   count of accounts whose time of sign-up is known
--   with_request      count of accounts with at least one request
--   first_request_at  timestamp, UTC, of the first request of all; null without requests
--   last_request_at   timestamp, UTC, of the last

select
    count(*) as accounts,
    count(details.created_at) as with_created_at,
    count(totals.first_request_at) as with_request,
    min(totals.first_request_at) as first_request_at,
    max(totals.last_request_at) as last_request_at
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join account_totals as totals on known.account_key = totals.account_key
where known.account_id <> '(unknown)'
