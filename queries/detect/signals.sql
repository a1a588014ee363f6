-- question: What else does each account show: signals a team brought, or seen in requests?
-- grain:    one row per account and attribute type: the value most often seen
-- params:   none
-- columns:
--   account_key  integer, names an account within the warehouse
--   attr_type    text
--   attr_value   text

select
    account_key,
    attr_type,
    arg_max(attr_value, (coalesce(n_obs, 1), attr_value)) as attr_value
from account_attributes_raw
group by account_key, attr_type
order by attr_type, account_key
