-- question: Which signals did a team bring itself?
-- grain:    one row per account, attribute type and value
-- params:   none
-- columns:
--   account_key  integer, names an account within the warehouse
--   attr_type    text
--   attr_value   text

select distinct
    account_key,
    attr_type,
    attr_value
from account_attributes_raw
order by attr_type, account_key, attr_value
