-- question: Which source of each day is counted before which?
-- grain:    statements; fills source_ranks
-- params:   none
-- columns:  none
--
-- What a person prefers comes first; then calls before sums; then the source whose requests say
-- more, of ten things (tokens in and out, cost, duration, status, model, client, template,
-- address, account); then the one with more requests; then by name.

create or replace temp table source_ranks as
with preferred as (

    select
        days.day_at,
        days.source,
        min(choices.place) as place
    from day_sources as days
    inner join primary_sources as choices
        on
            days.source = choices.source
            and days.day_at >= coalesce(choices.from_at, timestamp '0001-01-01')
            and days.day_at < coalesce(choices.to_at, timestamp 'infinity')
    group by all

)

select
    days.*,
    preferred.place,
    row_number() over (
        partition by days.day_at
        order by
            preferred.place asc nulls last, days.is_comparable desc, days.completeness desc,
            days.requests desc, days.source asc
    ) as rank
from day_sources as days
left join preferred on days.day_at = preferred.day_at and days.source = preferred.source
