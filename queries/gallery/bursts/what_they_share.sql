-- question: What do the accounts of each burst share beyond chance?
-- grain:    one row per burst and notable value, strongest first
-- params:   none
-- columns:
--   burst_id  the burst
--   attr_type  kind of attribute
--   attr_value  the value
--   accounts  accounts with it
--   share  their share, 0 to 1, of those where it is known
--   lift  times as frequent as among comparable sign-ups

select
    burst_id,
    attr_type,
    attr_value,
    accounts,
    round(accounts / nullif(known_accounts, 0), 3) as share,
    round(lift, 1) as lift
from found_burst_values
where is_notable
order by burst_id asc, lift desc, attr_type asc, attr_value asc
