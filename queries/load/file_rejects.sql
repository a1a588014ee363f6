-- question: Why, and how often, were rows of one file rejected?
-- grain:    statement; adds to import_rejects
-- params:   $import_id, $file_name, $reason: text; $rows: count of rows
-- columns:  none

insert into import_rejects
select
    file_key,
    $reason,
    $rows
from import_files
where import_id = $import_id and file_name = $file_name
