-- question: Which countries and plans do account files bring that have no code yet?
-- grain:    statements; adds to segment_countries and segment_plans
-- params:   none
-- columns:  none
--
-- Codes 1 to 254 and 1 to 62 are given, most used first; later values share '(other)'.

insert into segment_countries
select
    (select count(*) - 2 from segment_countries
    )
    + row_number() over (order by count(*) desc, signup_country)
        as country_code,
    signup_country as country
from account_details
where
    signup_country is not null
    and signup_country not in (select country from segment_countries)
group by signup_country
qualify country_code <= 254;

insert into segment_plans
select
    (select count(*) - 2 from segment_plans
    )
    + row_number() over (order by count(*) desc, plan) as plan_code,
    plan
from account_details
where plan is not null and plan not in (select plan from segment_plans)
group by plan
qualify plan_code <= 62
