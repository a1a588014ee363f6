-- question: Which rows of account_attributes did this file deliver?
-- grain:    statement; adds to file_rows
-- params:   $file_key: number
-- columns:  none

insert into file_rows
select distinct
    $file_key,
    'account_attributes' as table_name,
    keyed_number('attribute', concat_ws('|', account_id, attr_type, attr_value)) as row_hash
from batch
