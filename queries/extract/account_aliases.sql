-- question: Which identifiers stand for which account?
-- grain:    one row per identifier
-- params:   none
-- columns:  those of account_aliases in docs/data-dictionary.md

select *
from account_aliases
order by id_type, id_value, account_id
