-- question: What does the burst detection say about itself?
-- grain:    one row per fact; none where it never ran
-- params:   none
-- columns:
--   name   name of the fact; 'note' is a sentence for people and may come more than once
--   value  the fact as text

select
    facts.name,
    facts.value
from detection_facts as facts
order by facts.name, facts.value
