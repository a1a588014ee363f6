-- question: What did each account show: networks, clients, a team's own signals?
-- grain:    one row per account, attribute type and value
-- params:   none
-- columns:  those of account_attributes in docs/data-dictionary.md

select *
from account_attributes
order by account_id, attr_type, attr_value
