-- question: How many calls of each day did two sources both see, and which one is counted?
-- grain:    statements; writes overlap_days for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none
--
-- Agreement in account, model, tokens and time is believed where it holds for one request in
-- twenty, or where ids agree as well: a few such pairs come about by chance.

delete from overlap_days
where day_at >= $start_at and day_at < $end_at;

insert into overlap_days
with

matched as (

    select
        date_trunc('day', one.ts)::timestamp as day_at,
        one.source,
        other.source as other_source,
        count(*) filter (where same.matched_by = 'response id') as by_id,
        count(*) filter (where same.matched_by <> 'response id') as by_traits
    from same_calls as same
    inner join calls as one on same.one_row = one.fact_row
    inner join calls as other on same.other_row = other.fact_row
    group by all

)

select
    one.day_at,
    one.source,
    other.source as other_source,
    one.requests,
    other.requests as other_requests,
    one.is_comparable and other.is_comparable as is_comparable,
    coalesce(matched.by_id, 0) as matched_by_id,
    coalesce(matched.by_traits, 0) as matched_by_traits,
    coalesce(
        matched.by_id > 0
        or matched.by_traits * 20 >= least(one.requests, other.requests), false
    ) as is_believed,
    case when one.rank < other.rank then one.source else other.source end as primary_source,
    case
        when coalesce(one.place, 0) <> coalesce(other.place, 0) then 'a person chose it'
        when one.is_comparable <> other.is_comparable then 'it tells single calls'
        when one.completeness <> other.completeness then 'its requests say more'
        when one.requests <> other.requests then 'it has more requests'
        else 'by name'
    end as reason
from source_ranks as one
inner join source_ranks as other on one.day_at = other.day_at and one.source < other.source
left join matched
    on
        one.day_at = matched.day_at
        and one.source = matched.source
        and other.source = matched.other_source
order by one.day_at, one.source, other.source
