-- question: Which accounts in the data does the allow-list name?
-- grain:    one row per account
-- params:   $account_ids: list of text
-- columns:
--   account_key  integer, names an account within the warehouse
--   account_id   text

with

named as (

    select unnest($account_ids::varchar[]) as account_id

)

select
    known.account_key,
    known.account_id
from known_accounts as known
inner join named on known.account_id = named.account_id
order by known.account_key
