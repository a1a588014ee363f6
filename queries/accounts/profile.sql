-- question: Who is this account?
-- grain:    one row, or none where no account has the name
-- params:   $pseudonym: stable short name
-- columns:
--   account_key        key in this version of the warehouse
--   pseudonym          stable short name
--   status             active, blocked, deleted or unknown
--   status_changed_at  timestamp, UTC
--   plan               price plan
--   identity_provider  identity provider or sign-up method
--   email_domain       domain of the mail address
--   email_pattern      shape of its local part
--   signup_country     country at sign-up
--   created_at         timestamp, UTC, sign-up; null where no file supplies it
--   first_request_at   timestamp, UTC
--   last_request_at    timestamp, UTC
--   requests           count of requests in all the data
--   is_derived         whether no account file knows it

select
    accounts.account_key,
    accounts.pseudonym,
    accounts.status,
    accounts.status_changed_at,
    accounts.plan,
    accounts.identity_provider,
    accounts.email_domain,
    accounts.email_pattern,
    accounts.signup_country,
    accounts.created_at,
    accounts.first_request_at,
    accounts.last_request_at,
    accounts.requests,
    accounts.is_derived
from accounts
where accounts.pseudonym = $pseudonym and accounts.account_id <> '(unknown)'
