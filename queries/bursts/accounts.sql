-- question: Which accounts make up one burst?
-- grain:    one row per account, one page of them
-- params:   $burst_id: the burst; $sort: 'signed_up_at' earliest first, 'shared_values' or
--           'requests' largest first; $page_rows, $skip_rows: count
-- columns:
--   pseudonym         stable short name
--   signed_up_at      timestamp, UTC, sign-up, or first request where it stands in for it
--   shared_values     count of the burst's over-represented values the account shows
--   signup_country    country at sign-up
--   plan              price plan
--   email_domain      domain of the mail address
--   status            active, blocked, deleted or unknown
--   first_request_at  timestamp, UTC, first request in all the data
--   requests          count of requests in all the data
--   found             count of accounts on all pages

select
    accounts.pseudonym,
    members.signed_up_at,
    members.shared_values,
    accounts.signup_country,
    accounts.plan,
    accounts.email_domain,
    accounts.status,
    accounts.first_request_at,
    accounts.requests,
    count(*) over () as found
from found_burst_accounts as members
inner join accounts on members.account_key = accounts.account_key
where members.burst_id = $burst_id
order by
    case $sort
        when 'shared_values' then members.shared_values
        when 'requests' then accounts.requests
    end desc nulls last,
    members.signed_up_at asc, members.account_key asc
limit $page_rows offset $skip_rows
