-- question: Which events are about an account that turns out to be another's identifier?
-- grain:    statements; moves events, and what files delivered them as
-- params:   none
-- columns:  none

update file_rows
set
    row_hash = keyed_number(
        'event',
        concat_ws(
            '|', events.ts, events.event_type, ends.account_id, events.gen_ai_request_model,
            events.label
        )
    )
from events
inner join alias_values as ends on events.account_id = ends.id_value
where
    file_rows.table_name = 'events'
    and file_rows.row_hash = keyed_number(
        'event',
        concat_ws(
            '|', events.ts, events.event_type, events.account_id, events.gen_ai_request_model,
            events.label
        )
    );

update events
set account_id = ends.account_id
from alias_values as ends
where events.account_id = ends.id_value
