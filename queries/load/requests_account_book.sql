-- question: Under which key, country and plan do this batch's accounts stand?
-- grain:    statement; adds to account_book
-- params:   none
-- columns:  none

insert into account_book
select
    refs.id_type,
    refs.raw_id,
    known.account_key,
    case when details.signup_country is null then 0 else coalesce(countries.country_code, 255) end
        as country_code,
    case when details.plan is null then 0 else coalesce(plans.plan_code, 63) end as plan_code
from batch_refs as refs
inner join known_accounts as known on refs.account_id = known.account_id
left join account_details as details on known.account_key = details.account_key
left join segment_countries as countries on details.signup_country = countries.country
left join segment_plans as plans on details.plan = plans.plan
