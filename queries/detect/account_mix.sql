-- question: What kinds of tasks did each account ask for?
-- grain:    one row per account and task
-- params:   none
-- columns:
--   account_key  integer, names an account within the warehouse
--   task         text
--   requests     count of requests

select
    daily.account_key,
    segments.task,
    sum(daily.requests)::bigint as requests
from account_day as daily
inner join segments on daily.segment_key = segments.segment_key
where segments.task is not null and segments.task <> '(unknown)'
group by all
order by daily.account_key, segments.task
