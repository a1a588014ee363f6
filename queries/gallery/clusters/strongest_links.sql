-- question: Which pairs of accounts are linked most strongly, and by what?
-- grain:    one row per pair, the $top strongest
-- params:   $top: count of pairs
-- columns:
--   account_a  the one account
--   account_b  the other account
--   total_bits  bits over all families
--   families  families that speak for the link

select
    account_a,
    account_b,
    round(max(total_bits), 1) as total_bits,
    string_agg(attr_type, ', ' order by match_weight desc) filter (
        where match_weight > 0
    ) as families
from links
group by account_a, account_b
order by total_bits desc, account_a asc, account_b asc
limit $top
