-- question: Which evidence holds each cluster together?
-- grain:    one row per cluster and family of evidence
-- params:   none
-- columns:
--   cluster_id  the cluster
--   family  family of evidence
--   median_bits  median bits over the members
--   accounts  members it speaks for
--   known_accounts  members where it is known
--   sentence  the same in a sentence

select
    cluster_id,
    family,
    round(median_bits, 1) as median_bits,
    accounts,
    known_accounts,
    sentence
from found_cluster_families
order by cluster_id asc, median_bits desc, family asc
