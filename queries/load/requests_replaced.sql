-- question: Which loaded rows give way to a more complete copy in this batch?
-- grain:    statements; removes from fact_requests, moves the files' counts
-- params:   none
-- columns:  none

delete from fact_requests
where rowid in (select loaded_row from batch_replaced);

update import_files
set
    rows_loaded = rows_loaded - replaced.rows,
    rows_duplicate = rows_duplicate + replaced.rows
from (
    select
        loaded_file_key,
        count(*) as rows
    from batch_replaced
    group by loaded_file_key
) as replaced
where import_files.file_key = replaced.loaded_file_key
