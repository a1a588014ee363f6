-- question: How soon after an account of one cluster stopped did another take over?
-- grain:    one row per class of gap, in order; classes without any included
-- params:   $cluster_id: the cluster
-- columns:
--   from_hours    lower edge of the class, hours; who began before the stop counts as zero
--   to_hours      upper edge, exclusive; null for the last
--   successions   count of accounts that took over so soon
--   median_hours  median over all of them; null where there is none

with

classes as (

    select
        edges.from_hours,
        lead(edges.from_hours) over (order by edges.from_hours) as to_hours
    from (select unnest([0.0, 1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0]) as from_hours) as edges

),

gaps as (

    select
        greatest(found.gap_hours, 0.0) as gap_hours,
        median(greatest(found.gap_hours, 0.0)) over () as median_hours
    from found_successions as found
    where found.cluster_id = $cluster_id

)

select
    classes.from_hours,
    classes.to_hours,
    count(gaps.gap_hours) as successions,
    max(max(gaps.median_hours)) over () as median_hours
from classes
left join gaps
    on
        classes.from_hours <= gaps.gap_hours
        and gaps.gap_hours < coalesce(classes.to_hours, 'infinity'::double)
group by classes.from_hours, classes.to_hours
order by classes.from_hours
