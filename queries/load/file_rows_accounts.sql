-- question: Which rows of accounts did this file deliver?
-- grain:    statement; adds to file_rows
-- params:   $file_key: number
-- columns:  none

insert into file_rows
select distinct
    $file_key,
    'accounts' as table_name,
    keyed_number('account', account_id) as row_hash
from batch
where account_id is not null
