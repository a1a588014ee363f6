-- question: Why were rows rejected, in which import?
-- grain:    one row per import and reason
-- params:   none
-- columns:
--   import_id      names the file of rejected rows
--   reason         why, in words
--   files          count of files
--   rows_rejected  count of rows
--   imported_at    timestamp, UTC

select
    files.import_id,
    rejects.reason,
    count(distinct files.file_name) as files,
    sum(rejects.rows)::bigint as rows_rejected,
    max(files.imported_at) as imported_at
from import_rejects as rejects
inner join import_files as files on rejects.file_key = files.file_key
group by files.import_id, rejects.reason
order by rows_rejected desc, rejects.reason asc, files.import_id asc
