-- question: Which identifiers are joined to more than one account by files of equal standing?
-- grain:    one row per identifier
-- params:   none
-- columns:
--   id_type   text, kind of identifier
--   id_value  text, the identifier
--   accounts  list of the accounts it is joined to
--   sources   list of the sources that say so

with

ranked as (

    select
        id_type,
        id_value,
        account_id,
        source,
        case source when 'canonical' then 1 when 'learned' then 3 else 2 end as place
    from account_aliases

),

best as (

    select *
    from ranked
    qualify place = min(place) over (partition by id_type, id_value)

)

select
    id_type,
    id_value,
    list_sort(list(distinct account_id)) as accounts,
    list_sort(list(distinct source)) as sources
from best
group by id_type, id_value
having count(distinct account_id) > 1
order by id_type, id_value
