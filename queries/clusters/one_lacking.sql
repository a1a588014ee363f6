-- question: What do the near misses of one cluster lack?
-- grain:    one row per reason, the most frequent first; reasons that differ in numbers are one
-- params:   $cluster_id: the cluster
-- columns:
--   missing      what they lack, a sentence without its numbers
--   accounts     count of near misses that lack it
--   least_short  bits short of what is needed, of the nearest; below zero it has enough bits
--   most_short   the same of the furthest

select
    coalesce(
        regexp_replace(members.missing, '[0-9]+[.][0-9]+ bits of', 'bits of', 'g'),
        'The detection wrote no reason down.'
    ) as missing,
    count(*) as accounts,
    min(members.needed_bits - members.match_weight) as least_short,
    max(members.needed_bits - members.match_weight) as most_short
from found_cluster_accounts as members
where members.cluster_id = $cluster_id and members.membership = 'possible'
group by all
order by accounts desc, missing asc
