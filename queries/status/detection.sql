-- question: How was detection run on this version?
-- grain:    one row per fact; notes in sentences are left out
-- params:   none
-- columns:
--   name   basis, accounts_with_time, least_accounts, …; not_run where it was skipped
--   value  text

select
    name,
    value
from detection_facts
where name <> 'note'
order by name
