-- question: What do the new combinations of this batch cost, and from when to when?
-- grain:    statement; adds to price_book
-- params:   none
-- columns:  none

insert into price_book
select *
from priced_models
