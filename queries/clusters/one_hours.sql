-- question: At which hours of the week does one cluster ask, against everybody outside clusters?
-- grain:    one row per hour of the week
-- params:   $cluster_id: the cluster
-- columns:
--   hour_of_week    0 is Monday 00:00 UTC
--   requests        count of requests
--   share_of_week   share of the cluster's requests, 0 to 1
--   ordinary_share  the same of everybody outside clusters; null where there is nobody
--   ratio           how many times as much; null where nothing is ordinary at that hour

select
    hours.hour_of_week,
    hours.requests,
    hours.share as share_of_week,
    hours.ordinary_share,
    hours.share / nullif(hours.ordinary_share, 0) as ratio
from found_cluster_hours as hours
where hours.cluster_id = $cluster_id
order by hours.hour_of_week
