-- question: Which accounts does this batch name for the first time?
-- grain:    statement; adds to known_accounts
-- params:   none
-- columns:  none

insert into known_accounts
with

named as (

    select distinct account_id
    from batch_named
    where account_id is not null

),

fresh as (

    select named.account_id
    from named
    anti join known_accounts on named.account_id = known_accounts.account_id

)

select
    (
        (select coalesce(max(account_key), -1) from known_accounts)
        + row_number() over (order by account_id)
    )::integer as account_key,
    account_id,
    short_name(keyed_number('account', account_id)) as pseudonym
from fresh
order by account_id
