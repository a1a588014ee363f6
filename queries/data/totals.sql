-- question: How much was read in all, and does it add up?
-- grain:    one row
-- params:   none
-- columns:
--   files           count of files, by their bytes
--   sources         count of source modules
--   rows_read       rows found in the files
--   rows_loaded     rows loaded
--   rows_duplicate  rows that were there already
--   rows_rejected   rows that could not be read
--   first_at        timestamp, UTC, earliest request
--   last_at         timestamp, UTC, latest request
--   imported_at     timestamp, UTC, latest import

select
    count(distinct sha256) as files,
    count(distinct source) as sources,
    coalesce(sum(rows_read), 0)::bigint as rows_read,
    coalesce(sum(rows_loaded), 0)::bigint as rows_loaded,
    coalesce(sum(rows_duplicate), 0)::bigint as rows_duplicate,
    coalesce(sum(rows_rejected), 0)::bigint as rows_rejected,
    min(first_at) as first_at,
    max(last_at) as last_at,
    max(imported_at) as imported_at
from import_files
