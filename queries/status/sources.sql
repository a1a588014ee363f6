-- question: What was imported, from which sources?
-- grain:    one row per source and table
-- params:   none
-- columns:
--   source          varchar
--   table_name      varchar
--   files           count of files
--   rows_read       count of rows
--   rows_loaded     count of rows
--   rows_duplicate  count of rows already there
--   rows_rejected   count of rows
--   first_at        timestamp, UTC, earliest
--   last_at         timestamp, UTC, latest

select
    source,
    table_name,
    count(distinct sha256) as files,
    sum(rows_read)::bigint as rows_read,
    sum(rows_loaded)::bigint as rows_loaded,
    sum(rows_duplicate)::bigint as rows_duplicate,
    sum(rows_rejected)::bigint as rows_rejected,
    min(first_at) as first_at,
    max(last_at) as last_at
from import_files
group by all
order by source, table_name
