-- question: How many request ids does this batch use for more than one moment?
-- grain:    one row
-- params:   none
-- columns:
--   reused_ids  count of ids

select count(*) as reused_ids
from (
    select
        source,
        request_id
    from batch
    group by source, request_id
    having min(ts) < max(ts)
)
