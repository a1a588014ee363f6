-- question: Which calls of two sources bear the same id, within two minutes?
-- grain:    statement; fills pair_calls
-- params:   $source, $other_source: text
-- columns:  none
--
-- An id that many calls bear names none of them.

create or replace temp table pair_calls as
with

ours as (

    select *
    from calls
    where source in ($source, $other_source) and id_hash is not null

),

named as (

    select id_hash
    from ours
    group by id_hash
    having count(distinct source) = 2 and count(*) <= 8

),

pairs as (

    select
        one.fact_row as one_row,
        other.fact_row as other_row,
        abs(epoch_us(one.ts) - epoch_us(other.ts)) as apart
    from ours as one
    inner join ours as other on one.id_hash = other.id_hash
    semi join named on one.id_hash = named.id_hash
    where
        one.source = $source and other.source = $other_source
        and apart <= 120000000

)

select
    one_row,
    other_row,
    'response id' as matched_by
from pairs
qualify
    row_number() over (partition by one_row order by apart asc, other_row asc) = 1
    and row_number() over (partition by other_row order by apart asc, one_row asc) = 1
