-- question: Which stretch of time does the data cover, and how much is it?
-- grain:    one row
-- params:   none
-- columns:
--   requests        count of requests
--   named_accounts  count of accounts that have a name
--   first_at        timestamp, UTC, start of the first hour with a request; where there are
--                   no requests, the first sign-up; null where there is neither
--   last_at         timestamp, UTC, end of the last such hour, or the last sign-up
--   imported_at     timestamp, UTC, latest import; null where no file is left

with

asked as (

    select
        min(cells_hour.bucket_at) as first_at,
        max(cells_hour.bucket_at) + interval 1 hour as last_at,
        coalesce(sum(cells_hour.requests), 0)::bigint as requests
    from cells_hour
    where cells_hour.cut = 'source'

),

created as (

    select
        min(details.created_at) as first_at,
        max(details.created_at) + interval 1 minute as last_at
    from account_details as details

),

people as (

    select count(*) filter (where known.account_id <> '(unknown)') as named_accounts
    from known_accounts as known

)

select
    asked.requests,
    people.named_accounts,
    coalesce(asked.first_at, created.first_at) as first_at,
    coalesce(asked.last_at, created.last_at) as last_at,
    (select max(files.imported_at) from import_files as files) as imported_at
from asked
cross join created
cross join people
