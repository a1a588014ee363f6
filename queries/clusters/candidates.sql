-- question: Which candidates fell, at which filter, and why?
-- grain:    one row per candidate that fell, the largest first, one page of them
-- params:   $page_rows, $skip_rows: count
-- columns:
--   candidate_id  number of the candidate
--   accounts      count of its accounts
--   families      count of families of evidence that speak for it; null for too few accounts
--   fell_at       filter it fell at
--   reason        why, a sentence
--   found         count of such candidates on all pages

select
    candidates.candidate_id,
    candidates.accounts,
    candidates.families,
    candidates.fell_at,
    candidates.reason,
    count(*) over () as found
from found_cluster_candidates as candidates
where candidates.fell_at is not null
order by candidates.accounts desc, candidates.candidate_id asc
limit $page_rows offset $skip_rows
