-- question: Which families of evidence speak for each of two clusters, and how strongly?
-- grain:    one row per cluster and family, what says most for either first
-- params:   $cluster_id, $other_id: the clusters
-- columns:
--   is_other        whether the row is about the other cluster
--   family          family of evidence
--   low_bits        first quartile of the bits over its members
--   median_bits     median
--   high_bits       third quartile
--   accounts        count of members it speaks for
--   known_accounts  count of members it can say something about
--   sentence        what it says

select
    told.cluster_id = $other_id as is_other,
    told.family,
    told.low_bits,
    told.median_bits,
    told.high_bits,
    told.accounts,
    told.known_accounts,
    told.sentence
from found_cluster_families as told
where told.cluster_id in ($cluster_id, $other_id)
order by max(told.median_bits) over (partition by told.family) desc, told.family asc, is_other asc
