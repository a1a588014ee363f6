-- question: Which loaded requests belong to another account now that aliases are known?
-- grain:    statements; moves requests, fills moved_accounts
-- params:   none
-- columns:  none
--
-- A key that arrived before the file that says whose it is stood for an account of its
-- own. Once the alias is known its requests move, and the stand-in disappears.

create or replace temp table moved_accounts as
select
    stand_ins.id_type,
    stand_ins.old_key,
    known.account_key as new_key
from stand_ins
inner join known_accounts as known on stand_ins.account_id = known.account_id;

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
