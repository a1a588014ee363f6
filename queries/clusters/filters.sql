-- question: How many candidates did each filter let through?
-- grain:    one row per filter, in the order they apply
-- params:   none
-- columns:
--   filter             name of the filter
--   candidates_before  count of groups before it
--   candidates_after   count of groups it let through
--   accounts_before    count of accounts in the groups before it
--   accounts_after     count of accounts in those it let through
--   sentence           what it asks

select
    told.filter,
    told.candidates_before,
    told.candidates_after,
    told.accounts_before,
    told.accounts_after,
    told.sentence
from found_cluster_filters as told
order by told.place
