-- question: Does any raw row stand for more than one request?
-- grain:    one row
-- params:   none
-- columns:
--   has_buckets  boolean

select coalesce(bool_or(fact.row_grain = 'bucket'), false) as has_buckets
from fact_requests as fact
