-- question: Which calls of two sources agree in account, model and tokens, and have no partner yet?
-- grain:    statement; fills waiting
-- params:   $source, $other_source: text
-- columns:  none

create or replace temp table waiting as
with ours as (

    select
        calls.fact_row,
        calls.ts,
        calls.traits_hash,
        calls.source = $source as is_one
    from calls
    where
        calls.source in ($source, $other_source)
        and calls.traits_hash is not null
        and calls.fact_row not in (
            select one_row from pair_calls
            union all
            select other_row from pair_calls
        )

)

select *
from ours
qualify count(distinct is_one) over (partition by traits_hash) = 2
