-- question: Inside which attributes were bursts found?
-- grain:    one row per attribute type; 'all' stands for all sign-ups
-- params:   none
-- columns:
--   inside  'all', or an attribute type
--   bursts  count of bursts, at any sensitivity

with

counted as (

    select
        coalesce(attr_type, 'all') as inside,
        count(*) as bursts
    from found_bursts
    group by all

)

select
    counted.inside,
    counted.bursts
from counted
order by counted.inside = 'all' desc, counted.bursts desc, counted.inside asc
