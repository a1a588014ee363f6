-- question: What did the imports remark?
-- grain:    one row per remark
-- params:   none
-- columns:
--   notice       the remark
--   imported_at  timestamp, UTC, latest import that made it

select
    notices.notice,
    max(files.imported_at) as imported_at
from import_notices as notices
inner join import_files as files on notices.import_id = files.import_id
group by notices.notice
order by imported_at desc, notices.notice asc
