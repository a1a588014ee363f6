-- question: Whose rows had been there already when they were imported?
-- grain:    one row per source and table with such rows
-- params:   none
-- columns:
--   source           source module
--   table_name       canonical table
--   files            count of files that repeat something
--   rows_read        rows read from all files of the source for that table
--   rows_duplicate   of them, rows that were there already
--   duplicate_share  rows_duplicate over rows_read
--   file_name        the file that repeats most
--   file_duplicate   rows it repeats
--   imported_at      timestamp, UTC, latest import that met any

select
    source,
    table_name,
    count(distinct sha256) filter (where rows_duplicate > 0) as files,
    sum(rows_read)::bigint as rows_read,
    sum(rows_duplicate)::bigint as rows_duplicate,
    (sum(rows_duplicate) / nullif(sum(rows_read), 0))::double as duplicate_share,
    arg_max(file_name, (rows_duplicate, file_name)) as file_name,
    max(rows_duplicate) as file_duplicate,
    max(imported_at) filter (where rows_duplicate > 0) as imported_at
from import_files
group by source, table_name
having sum(rows_duplicate) > 0
order by rows_duplicate desc, source asc, table_name asc
