-- question: Which calls does a source that goes before theirs have as well?
-- grain:    statement; fills seen_twice
-- params:   none
-- columns:  none
--
-- Each call goes by the rank its source has on the call's own day, then by name: one order of all
-- calls, in which no three, some before and some after midnight, can each give way to another.

create or replace temp table seen_twice as
with

pairs as (

    select
        same.one_row,
        same.other_row,
        one.source,
        other.source as other_source,
        same.matched_by,
        (coalesce(one_rank.rank, 1000), one.source)
        < (coalesce(other_rank.rank, 1000), other.source) as is_one_first
    from same_calls as same
    inner join calls as one on same.one_row = one.fact_row
    inner join calls as other on same.other_row = other.fact_row
    inner join overlap_days as days
        on
            date_trunc('day', one.ts) = days.day_at
            and one.source = days.source
            and other.source = days.other_source
    left join source_ranks as one_rank
        on one.ranked_at = one_rank.day_at and one.source = one_rank.source
    left join source_ranks as other_rank
        on other.ranked_at = other_rank.day_at and other.source = other_rank.source
    where same.matched_by = 'response id' or days.is_believed

)

select
    if(is_one_first, other_row, one_row) as fact_row,
    if(is_one_first, source, other_source) as primary_source,
    matched_by
from pairs
