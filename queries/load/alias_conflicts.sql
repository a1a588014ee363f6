-- question: Which identifiers are joined to more than one account?
-- grain:    one row per identifier
-- params:   none
-- columns:
--   id_type   text, kind of identifier
--   id_value  text, the identifier
--   accounts  count of accounts it is joined to

select
    id_type,
    id_value,
    count(distinct account_id) as accounts
from account_aliases
group by id_type, id_value
having count(distinct account_id) > 1
order by id_type, id_value
