-- question: What is said about the dataset as a whole?
-- grain:    one row per fact
-- params:   none
-- columns:
--   name   varchar
--   value  varchar; null where it is not known

select
    name,
    value
from dataset_facts
order by name
