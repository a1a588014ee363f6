-- question: What became of the rows of every file of this import?
-- grain:    statements; updates import_files
-- params:   $import_id: text
-- columns:  none
--
-- Counts are added, not set: rows that gave way to a later, more complete copy have
-- already moved from loaded to duplicate (load/requests_replaced.sql). A file ends where its last
-- bucket does; an end more than a year on is taken for a mistake.

create or replace temp table file_spans as
with told as (

    select
        file_key,
        ts,
        ts_end
    from fact_requests
    union all
    select
        file_key,
        ts,
        ts_end
    from fact_set_aside

)

select
    file_key,
    min(ts) as first_at,
    max(
        case
            when ts_end > ts then least(ts_end - interval 1 microsecond, ts + interval 366 day)
            else ts
        end
    ) as last_at
from told
group by file_key;

update import_files
set
    rows_read = import_files.rows_read + counted.rows_read,
    rows_loaded = import_files.rows_loaded + counted.rows_loaded,
    rows_duplicate = import_files.rows_duplicate + counted.rows_duplicate,
    rows_rejected = import_files.rows_rejected + counted.rows_rejected
from file_counted as counted
where import_files.import_id = $import_id and import_files.file_name = counted.file_name;

update import_files
set
    first_at = spans.first_at,
    last_at = spans.last_at
from file_spans as spans
where import_files.import_id = $import_id and import_files.file_key = spans.file_key
