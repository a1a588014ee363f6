-- question: What was erased, without saying whose it was?
-- grain:    statement; adds to erasures
-- params:   $erased_at: timestamp, UTC; $kind, $digest: text
-- columns:  none

insert into erasures
select
    $erased_at,
    $kind,
    $digest,
    table_name,
    rows
from erased_counts
where rows > 0
