-- question: What did the accounts of one burst ask after signing up, against ordinary cohorts?
-- grain:    one row per day of age
-- params:   $burst_id: the burst
-- columns:
--   age_days              whole days since sign-up
--   accounts              count of accounts old enough to have that age
--   requests_per_account  mean requests on that day of age
--   ordinary_low          5th percentile of ordinary cohorts of the same size
--   ordinary_median       their median
--   ordinary_high         their 95th percentile

select
    aged.age_days,
    aged.accounts,
    aged.requests_per_account,
    aged.ordinary_low,
    aged.ordinary_median,
    aged.ordinary_high
from found_burst_cohorts as aged
where aged.burst_id = $burst_id
order by aged.age_days
