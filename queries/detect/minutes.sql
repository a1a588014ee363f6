-- question: In which minutes did the chosen accounts ask?
-- grain:    one row per account and minute with a request, in no order
-- params:   $account_keys: list of integer
-- columns:
--   account_key  integer, names an account within the warehouse
--   minute       minutes since 1970, UTC
--   requests     count of requests

with

wanted as (

    select unnest($account_keys::integer[]) as account_key

)

select
    account_minutes.account_key,
    account_minutes.minute,
    account_minutes.requests
from account_minutes
inner join wanted on account_minutes.account_key = wanted.account_key
