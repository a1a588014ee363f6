-- question: Which loaded requests belong to another account now that aliases are known?
-- grain:    statements; moves requests, fills moved_accounts
-- params:   none
-- columns:  none
--
-- A key that arrived before the file that says whose it is stood for an account of its
-- own. Once the alias is known its requests move, and the stand-in disappears.

create or replace temp view batch_named as
select account_id
from account_aliases;

create or replace temp table moved_accounts as
select
    aliases.id_type,
    stand_in.account_key as old_key,
    min(known.account_key) as new_key
from account_aliases as aliases
inner join known_accounts as stand_in
    on aliases.id_value = stand_in.account_id and aliases.account_id <> stand_in.account_id
inner join known_accounts as known on aliases.account_id = known.account_id
where
    exists (
        select 1
        from fact_requests as fact
        where fact.account_key = stand_in.account_key and fact.account_id_type = aliases.id_type
    )
group by aliases.id_type, stand_in.account_key;

update fact_requests
set account_key = moved.new_key
from moved_accounts as moved
where
    fact_requests.account_key = moved.old_key
    and fact_requests.account_id_type = moved.id_type;

delete from known_accounts
where
    account_key in (select old_key from moved_accounts)
    and account_key not in (select account_key from fact_requests)
    and account_key not in (select account_key from account_details)
    and account_key not in (select account_key from account_attributes_raw)
