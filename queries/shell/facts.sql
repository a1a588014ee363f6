-- question: What does the warehouse say about itself?
-- grain:    one row per fact
-- params:   none
-- columns:
--   name   name of the fact
--   value  the fact as text

select
    facts.name,
    facts.value
from dataset_facts as facts
where facts.value is not null
order by facts.name
