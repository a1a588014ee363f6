-- question: Which models have requests whose cost no source tells?
-- grain:    statement; fills models_to_price
-- params:   none
-- columns:  none

create or replace temp table models_to_price as
select distinct
    hash(gen_ai_provider_name, gen_ai_request_model, gen_ai_response_model) as model_key,
    gen_ai_provider_name as provider,
    gen_ai_request_model as request_model,
    gen_ai_response_model as response_model
from fact_requests
where cost_origin is distinct from 'source'
