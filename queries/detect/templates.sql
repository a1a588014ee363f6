-- question: Which prompt templates do accounts have in common?
-- grain:    one row per account and template that at least two accounts used
-- params:   none
-- columns:
--   account_key  integer, names an account within the warehouse
--   template     number; in pages and extracts as sixteen hexadecimal digits
--   requests     count of requests

select
    account_key,
    template::ubigint as template,
    requests
from kept.templates
