-- question: Which loaded requests changed country or plan because their account did?
-- grain:    statements; recodes fact_requests, fills recoded_rows
-- params:   none
-- columns:  none

create or replace temp table account_codes as
select
    known.account_key,
    case when details.signup_country is null then 0 else coalesce(countries.country_code, 255) end
        as country_code,
    case when details.plan is null then 0 else coalesce(plans.plan_code, 63) end as plan_code
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join segment_countries as countries on details.signup_country = countries.country
left join segment_plans as plans on details.plan = plans.plan;

create or replace temp table recoded_rows as
select
    fact.rowid as fact_row,
    fact.ts,
    (
        (fact.segment_key >> 14) * 256
        + case
            when fact.geo_country_iso_code is null then codes.country_code
            else (fact.segment_key >> 6) & 255
        end
    ) * 64 + codes.plan_code as segment_key
from fact_requests as fact
inner join account_codes as codes on fact.account_key = codes.account_key
where
    fact.segment_key & 63 <> codes.plan_code
    or (fact.geo_country_iso_code is null and (fact.segment_key >> 6) & 255 <> codes.country_code);

update fact_requests
set segment_key = recoded.segment_key
from recoded_rows as recoded
where fact_requests.rowid = recoded.fact_row
