-- question: How varied are the accounts of one burst, against comparable sign-ups?
-- grain:    one row per attribute type, the least varied against its controls first
-- params:   $burst_id: the burst
-- columns:
--   attr_type                 attribute
--   known_accounts            count of accounts whose attribute is known
--   distinct_values           count of different values
--   effective_values          how many equally frequent values would be as diverse
--   effective_low             lower end of its 95% interval
--   effective_high            upper end of its 95% interval
--   control_effective_values  the same among comparable sign-ups; null where unknown

select
    varied.attr_type,
    varied.known_accounts,
    varied.distinct_values,
    varied.effective_values,
    varied.effective_low,
    varied.effective_high,
    varied.control_effective_values
from found_burst_diversity as varied
where varied.burst_id = $burst_id
order by
    varied.effective_values / nullif(varied.control_effective_values, 0) asc nulls last,
    varied.attr_type asc
