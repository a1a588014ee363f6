-- question: Which values do two bursts share, each beyond its comparable sign-ups?
-- grain:    one row per attribute value notable in either; the ones notable in both first
-- params:   $burst_id, $other_id: the bursts
-- columns:
--   attr_type      attribute
--   attr_value     value, a keyed hash where it would name somebody
--   share          share of the first burst's accounts with it, 0 to 1; null where it has none
--   other_share    share of the other burst's accounts with it
--   lift           how many times as frequent as among comparable sign-ups
--   other_lift     the same of the other burst
--   is_common      whether it is notable in both
--   is_repeated    whether it is a whole client string and a client here tells it already

with

shown as (

    select
        burst_id,
        attr_type,
        attr_value,
        lift,
        is_notable,
        accounts / nullif(known_accounts, 0) as share
    from found_burst_values
    where burst_id in ($burst_id, $other_id)

)

select
    shown.attr_type,
    shown.attr_value,
    max(shown.share) filter (where shown.burst_id = $burst_id) as share,
    max(shown.share) filter (where shown.burst_id = $other_id) as other_share,
    max(shown.lift) filter (where shown.burst_id = $burst_id) as lift,
    max(shown.lift) filter (where shown.burst_id = $other_id) as other_lift,
    count(distinct shown.burst_id) filter (where shown.is_notable) = 2 as is_common,
    shown.attr_type = 'user_agent' and bool_or(shown.attr_type = 'client') over () as is_repeated
from shown
group by shown.attr_type, shown.attr_value
having bool_or(shown.is_notable)
order by is_common desc, max(shown.lift) desc, shown.attr_type asc, shown.attr_value asc
