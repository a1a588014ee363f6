-- question: Which codes stand for "not known" and "too rare to tell apart"?
-- grain:    statements; run once on an empty build
-- params:   none
-- columns:  none

insert into segment_countries values (0, '(unknown)'), (255, '(other)');

insert into segment_plans values (0, '(unknown)'), (63, '(other)')
