-- question: Which of the calls that still wait go together, the first with the first?
-- grain:    statement; adds to pair_calls
-- params:   none
-- columns:  none
--
-- A script's calls that agree in everything and lie close together: which is which cannot be
-- told and does not matter, as long as each goes with one.

insert into pair_calls
with placed as (

    select
        fact_row,
        traits_hash,
        is_one,
        ts,
        row_number() over (partition by traits_hash, is_one order by ts, fact_row) as place
    from waiting

)

select
    one.fact_row as one_row,
    other.fact_row as other_row,
    'account, model, tokens and time' as matched_by
from placed as one
inner join placed as other on one.traits_hash = other.traits_hash and one.place = other.place
where
    one.is_one and not other.is_one
    and abs(epoch_us(one.ts) - epoch_us(other.ts)) <= 120000000
