-- question: Which account does each way of naming one in this batch stand for?
-- grain:    statements; adds to known_accounts and account_book
-- params:   none
-- columns:  none
--
-- A trace is no account: where no export has told whose it is, nobody is known.

create or replace temp table batch_refs as
with

refs as (

    select distinct
        coalesce(account_id_type, 'account') as id_type,
        coalesce(account_id, '(unknown)') as raw_id
    from batch

),

fresh as (

    select
        refs.id_type,
        refs.raw_id
    from refs
    anti join
        account_book
        on refs.id_type = account_book.id_type and refs.raw_id = account_book.raw_id

)

select
    fresh.id_type,
    fresh.raw_id,
    coalesce(
        ends.account_id, if(fresh.id_type = 'trace', '(unknown)', fresh.raw_id)
    ) as account_id
from fresh
left join alias_ends as ends
    on fresh.id_type = ends.id_type and fresh.raw_id = ends.id_value;

create or replace temp view batch_named as
select account_id
from batch_refs
