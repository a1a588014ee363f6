-- question: How sure is the verdict on one burst, and what else could it be?
-- grain:    one row per reason, the weightiest first
-- params:   $burst_id: the burst
-- columns:
--   side    what it speaks for: scripted, event or unknown
--   family  kind of evidence
--   points  how much it weighs
--   reason  a sentence

select
    told.side,
    told.family,
    told.points,
    told.reason
from found_burst_reasons as told
where told.burst_id = $burst_id
order by told.place
