-- question: Why were rows rejected?
-- grain:    one row per reason
-- params:   none
-- columns:
--   reason  varchar
--   files   count of files
--   rows    count of rows

select
    reason,
    count(distinct file_key) as files,
    sum(rows)::bigint as rows
from import_rejects
group by reason
order by sum(rows) desc, reason
