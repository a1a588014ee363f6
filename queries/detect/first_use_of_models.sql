-- question: When did each account first use a model that was released during the data?
-- grain:    one row per release and account with requests both before and after it
-- params:   none
-- columns:
--   account_key   integer, names an account within the warehouse
--   model         text
--   released_at   timestamp, UTC
--   first_use_at  timestamp, UTC; null when the account never used it

with

releases as (

    select
        gen_ai_request_model as model,
        min(ts) as released_at
    from events
    where event_type = 'model_launch' and gen_ai_request_model is not null
    group by gen_ai_request_model

),

used as (

    select
        fact.account_key,
        fact.gen_ai_request_model as model,
        min(fact.ts) as first_use_at
    from fact_requests as fact
    inner join releases on fact.gen_ai_request_model = releases.model
    where fact.ts >= releases.released_at
    group by all

)

select
    totals.account_key,
    releases.model,
    releases.released_at,
    used.first_use_at
from releases
inner join account_totals as totals
    on
        releases.released_at > totals.first_request_at
        and releases.released_at < totals.last_request_at
left join used
    on releases.model = used.model and totals.account_key = used.account_key
