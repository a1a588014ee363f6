-- question: Which files are loaded, as what, and what became of their rows?
-- grain:    one row per file and table it fills
-- params:   none
-- columns:
--   file_name           name as imported
--   source              source module
--   table_name          canonical table
--   recognised_because  why it was taken for that
--   rows_read           rows found in it
--   rows_loaded         rows loaded
--   rows_duplicate      rows that were there already
--   rows_rejected       rows that could not be read
--   first_at            timestamp, UTC, earliest request; null for other tables
--   last_at             timestamp, UTC, latest request
--   bytes               size
--   imported_at         timestamp, UTC
--   sha256              first twelve digits of the hash of its bytes

select
    file_name,
    source,
    table_name,
    recognised_because,
    rows_read,
    rows_loaded,
    rows_duplicate,
    rows_rejected,
    first_at,
    last_at,
    bytes,
    imported_at,
    left(sha256, 12) as sha256
from import_files
order by imported_at desc, file_name asc, table_name asc
