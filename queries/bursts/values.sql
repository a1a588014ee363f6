-- question: Which attribute values do the accounts of one burst share beyond comparable ones?
-- grain:    one row per attribute value; notable ones first, the most over-represented first
-- params:   $burst_id: the burst
-- columns:
--   attr_type         attribute
--   attr_value        value, a keyed hash where it would name somebody
--   accounts          count of the burst's accounts with it
--   known_accounts    count of the burst's accounts whose attribute is known
--   share             accounts of known_accounts, 0 to 1
--   control_accounts  the same among sign-ups of the same hours on other days
--   control_known     count of those whose attribute is known
--   control_share     control_accounts of control_known, 0 to 1; null where none is known
--   lift              how many times as frequent as among them
--   lift_low          lower end of its 95% interval
--   lift_high         upper end of its 95% interval
--   is_notable        whether the detection counts it as shared
--   is_repeated       whether it is a whole client string and a notable client tells it already

select
    shown.attr_type,
    shown.attr_value,
    shown.accounts,
    shown.known_accounts,
    shown.accounts / nullif(shown.known_accounts, 0) as share,
    shown.control_accounts,
    shown.control_known,
    shown.control_accounts / nullif(shown.control_known, 0) as control_share,
    shown.lift,
    shown.lift_low,
    shown.lift_high,
    shown.is_notable,
    shown.attr_type = 'user_agent'
    and bool_or(shown.attr_type = 'client' and shown.is_notable) over () as is_repeated
from found_burst_values as shown
where shown.burst_id = $burst_id
order by shown.is_notable desc, shown.lift_low desc, shown.attr_type asc, shown.attr_value asc
