-- question: Which of the calls that wait are nearest to each other, each to each?
-- grain:    statements; adds to pair_calls, takes from waiting
-- params:   none
-- columns:  none
--
-- One call of a source goes with one of the other, at most two minutes apart. The nearest go
-- first; a further round takes what they leave.

create or replace temp table nearest_pairs as
with

seen as (

    select
        fact_row,
        traits_hash,
        is_one,
        ts,
        last_value(case when is_one then fact_row end ignore nulls) over before as one_before,
        last_value(case when is_one then ts end ignore nulls) over before as one_before_at,
        first_value(case when is_one then fact_row end ignore nulls) over after as one_after,
        first_value(case when is_one then ts end ignore nulls) over after as one_after_at,
        last_value(case when not is_one then fact_row end ignore nulls) over before
            as other_before,
        last_value(case when not is_one then ts end ignore nulls) over before as other_before_at,
        first_value(case when not is_one then fact_row end ignore nulls) over after as other_after,
        first_value(case when not is_one then ts end ignore nulls) over after as other_after_at
    from waiting
    window
        before as (
            partition by traits_hash order by ts, is_one, fact_row
            rows between unbounded preceding and 1 preceding
        ),
        after as (
            partition by traits_hash order by ts, is_one, fact_row
            rows between 1 following and unbounded following
        )

),

chosen as (

    select
        fact_row,
        is_one,
        case when is_one then other_before else one_before end as row_before,
        case when is_one then other_after else one_after end as row_after,
        epoch_us(ts) - epoch_us(case when is_one then other_before_at else one_before_at end)
            as since,
        epoch_us(case when is_one then other_after_at else one_after_at end) - epoch_us(ts)
            as until,
        case
            when row_after is null or since <= until then row_before else row_after
        end as partner,
        least(since, until) as apart
    from seen

)

select
    one.fact_row as one_row,
    other.fact_row as other_row
from chosen as one
inner join chosen as other on one.fact_row = other.partner and one.partner = other.fact_row
where one.is_one and not other.is_one and one.apart <= 120000000;

insert into pair_calls
select
    one_row,
    other_row,
    'account, model, tokens and time' as matched_by
from nearest_pairs;

delete from waiting
where fact_row in (
    select one_row from nearest_pairs
    union all
    select other_row from nearest_pairs
)
