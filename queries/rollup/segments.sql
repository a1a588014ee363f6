-- question: What do the segment keys in use stand for?
-- grain:    statement; adds cut 'all' to segments
-- params:   none
-- columns:  none
--
-- Segments are only ever added to, so cells of days not touched by an import stay right.

insert into segments
select
    used.segment_key,
    'all' as cut,
    kinds.source,
    kinds.provider,
    kinds.model,
    countries.country,
    kinds.status,
    plans.plan,
    kinds.task,
    kinds.client
from (
    select distinct segment_key
    from cells_hour
    where cut = 'all'
    except
    select segment_key
    from segments
) as used
inner join segment_kinds as kinds on used.segment_key >> 14 = kinds.kind_code
inner join segment_countries as countries on (used.segment_key >> 6) & 255 = countries.country_code
inner join segment_plans as plans on used.segment_key & 63 = plans.plan_code
order by used.segment_key
