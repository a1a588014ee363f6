-- question: Which accounts are linked, by which family of evidence, and how strongly?
-- grain:    one row per pair of accounts and family; the strongest links of each account
-- params:   none
-- columns:
--   account_a     the one account, as the export gave it
--   account_b     the other account
--   attr_type     family of evidence, or a team's own signal
--   match_weight  bits it adds; below zero it speaks against
--   total_bits    bits of the pair over all families

select
    account_a,
    account_b,
    attr_type,
    match_weight,
    total_bits
from links
order by total_bits desc, account_a asc, account_b asc, match_weight desc, attr_type asc
