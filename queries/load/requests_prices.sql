-- question: Which combinations of provider and model are new in this batch, to be priced?
-- grain:    statement; fills models_to_price
-- params:   none
-- columns:  none

create or replace temp table models_to_price as
select
    kind_hash as model_key,
    told_provider as provider,
    request_model,
    response_model
from batch_kinds
