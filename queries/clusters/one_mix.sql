-- question: Which tasks and models does one cluster ask for, against everybody outside clusters?
-- grain:    one row per dimension and label, the most used first
-- params:   $cluster_id: the cluster
-- columns:
--   dimension       task or model
--   label           the task or model; '(unknown)' where the data has none
--   requests        count of requests
--   share           share of the cluster's requests, 0 to 1
--   ordinary_share  the same of everybody outside clusters; null where there is nobody
--   ratio           how many times as much; null where nobody else asks for it

select
    mix.dimension,
    mix.label,
    mix.requests,
    mix.share,
    mix.ordinary_share,
    mix.share / nullif(mix.ordinary_share, 0) as ratio
from found_cluster_mix as mix
where mix.cluster_id = $cluster_id
order by mix.dimension desc, mix.share desc, mix.label asc
