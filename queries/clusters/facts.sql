-- question: What does the cluster detection say about itself?
-- grain:    one row per fact; none where it never ran
-- params:   none
-- columns:
--   name   name of the fact; 'note' is a sentence for people and may come more than once;
--          'not_run' where it was skipped
--   value  the fact as text

select
    facts.name,
    facts.value
from cluster_facts as facts
order by facts.name, facts.value
