-- question: Which rows of account_aliases did this file deliver?
-- grain:    statement; adds to file_rows
-- params:   $file_key: number
-- columns:  none

insert into file_rows
select distinct
    $file_key,
    'account_aliases' as table_name,
    keyed_number('alias', concat_ws('|', id_type, id_value, account_id)) as row_hash
from batch
