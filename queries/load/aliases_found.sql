-- question: Which accounts of loaded requests turn out to be another account's key?
-- grain:    statements; fills stand_ins and batch_named
-- params:   none
-- columns:  none

create or replace temp table stand_ins as
select
    ends.id_type,
    known.account_key as old_key,
    ends.account_id
from alias_ends as ends
inner join known_accounts as known
    on ends.id_value = known.account_id and ends.account_id <> known.account_id
where
    exists (
        select 1
        from fact_requests as fact
        where fact.account_key = known.account_key and fact.account_id_type = ends.id_type
    );

create or replace temp view batch_named as
select account_id
from stand_ins
