-- question: Which accounts known from files turn out to be another account's identifier?
-- grain:    statements; fills moved_details, batch and batch_named; what follows moves them
-- params:   none
-- columns:  none
--
-- A billing customer loaded before the file that says whose it is was an account of its own.
-- Its details go to the account it stands for; a sign-up time known there stays.

create or replace temp table moved_details as
select
    known.account_key as old_key,
    ends.account_id
from known_accounts as known
inner join alias_values as ends on known.account_id = ends.id_value
where
    known.account_key in (
        select account_key from account_details
        union all
        select account_key from account_attributes_raw
    );

create or replace temp view batch_named as
select account_id
from moved_details
