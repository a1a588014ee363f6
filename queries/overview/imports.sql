-- question: What was read, and what was left out, by table and source?
-- grain:    one row per canonical table and source
-- params:   none
-- columns:
--   table_name      canonical table
--   source          source module
--   files           count of files
--   rows_read       rows found in the files
--   rows_loaded     rows loaded
--   rows_duplicate  rows that were there already
--   rows_rejected   rows that could not be read
--   reasons         why rows were rejected, most frequent first; null where none was
--   imported_at     timestamp, UTC, latest import

with

reasons as (

    select
        files.table_name,
        files.source,
        rejects.reason,
        sum(rejects.rows) as rejected
    from import_rejects as rejects
    inner join import_files as files on rejects.file_key = files.file_key
    group by all

),

told as (

    select
        table_name,
        source,
        string_agg(reason || ' (' || rejected || ')', ', ' order by rejected desc) as reasons
    from reasons
    group by table_name, source

)

select
    files.table_name,
    files.source,
    count(*) as files,
    sum(files.rows_read)::bigint as rows_read,
    sum(files.rows_loaded)::bigint as rows_loaded,
    sum(files.rows_duplicate)::bigint as rows_duplicate,
    sum(files.rows_rejected)::bigint as rows_rejected,
    any_value(told.reasons) as reasons,
    max(files.imported_at) as imported_at
from import_files as files
left join told on files.table_name = told.table_name and files.source = told.source
group by files.table_name, files.source
order by files.table_name, files.source
