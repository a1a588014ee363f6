-- question: Which rows of events did this file deliver?
-- grain:    statement; adds to file_rows
-- params:   $file_key: number
-- columns:  none

insert into file_rows
select distinct
    $file_key,
    'events' as table_name,
    keyed_number('event', concat_ws('|', ts, event_type, account_id, gen_ai_request_model, label))
        as row_hash
from batch
