-- question: Which accounts are known, every column, as the data dictionary has them?
-- grain:    one row per account
-- params:   none
-- columns:  those of accounts in docs/data-dictionary.md

select * exclude (account_key)
from accounts
order by account_id
