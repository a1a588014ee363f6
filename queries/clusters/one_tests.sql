-- question: What do tests on one cluster as a whole say?
-- grain:    one row per test
-- params:   $cluster_id: the cluster
-- columns:
--   test             what was measured
--   side             what it speaks for: coordinated, innocent or unknown
--   points           how much it adds for that side
--   value            as measured on the cluster; null where it could not be
--   unit             unit of value and of the ordinary range
--   ordinary_low     5th percentile of groups of other accounts of the same size
--   ordinary_median  their median
--   ordinary_high    their 95th percentile
--   sentence         what follows

select
    tests.test,
    tests.side,
    tests.points,
    tests.value,
    tests.unit,
    tests.ordinary_low,
    tests.ordinary_median,
    tests.ordinary_high,
    tests.sentence
from found_cluster_tests as tests
where tests.cluster_id = $cluster_id
order by tests.place
