-- question: What does this batch say of accounts, each under the account it belongs to?
-- grain:    statement; makes the view batch out of batch_given
-- params:   none
-- columns:  none

create or replace temp view batch as
select given.* replace (coalesce(ends.account_id, given.account_id) as account_id)
from batch_given as given
left join alias_values as ends on given.account_id = ends.id_value
