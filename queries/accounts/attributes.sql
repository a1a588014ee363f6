-- question: What does one account show of itself, and how many others show the same?
-- grain:    one row per attribute type and value, rarest first
-- params:   $account_key: integer
-- columns:
--   attr_type       address, prefix, asn, ja4, user_agent, … or a team's own signal
--   attr_value      the value; a keyed hash where it is sensitive
--   other_accounts  count of other accounts with the same value
--   first_seen      timestamp, UTC, first time this account showed it
--   last_seen       timestamp, UTC, last time this account showed it

with

own as (

    select
        seen.attr_type,
        seen.attr_value,
        min(seen.first_seen) as first_seen,
        max(seen.last_seen) as last_seen
    from account_attributes_raw as seen
    where seen.account_key = $account_key
    group by seen.attr_type, seen.attr_value

),

shared as (

    select
        seen.attr_type,
        seen.attr_value,
        count(distinct seen.account_key) - 1 as other_accounts
    from account_attributes_raw as seen
    semi join own on seen.attr_type = own.attr_type and seen.attr_value = own.attr_value
    group by seen.attr_type, seen.attr_value

)

select
    own.attr_type,
    own.attr_value,
    shared.other_accounts,
    own.first_seen,
    own.last_seen
from own
inner join shared on own.attr_type = shared.attr_type and own.attr_value = shared.attr_value
order by shared.other_accounts = 0, shared.other_accounts, own.attr_type, own.attr_value
