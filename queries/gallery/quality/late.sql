-- question: How late did rows arrive after the request they tell of?
-- grain:    one row per source and import
-- params:   none
-- columns:
--   source  source module
--   imported_at  timestamp, UTC
--   rows_loaded  count of rows
--   rows_rejected  count of rows rejected
--   rows_duplicate  count of rows known before
--   hours_after_last  hours from its last request to the import

select
    source,
    imported_at,
    sum(rows_loaded)::bigint as rows_loaded,
    sum(rows_rejected)::bigint as rows_rejected,
    sum(rows_duplicate)::bigint as rows_duplicate,
    round(epoch(imported_at - max(last_at)) / 3600, 1) as hours_after_last
from import_files
group by source, imported_at
order by imported_at asc, source asc
