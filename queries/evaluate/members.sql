-- question: Which accounts is each reported burst made of?
-- grain:    one row per burst and account
-- params:   none
-- columns:
--   burst_id    varchar
--   account_id  varchar

select
    burst_id,
    account_id
from burst_accounts
order by burst_id, account_id
