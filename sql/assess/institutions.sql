-- One row per institution of a case of which nothing but its own lists (reference) is known: robbed, and no defendant.
-- Reads: datasets, temp.accounts_of, temp.lists. Writes: temp.institutions. Used by: assess.
CREATE OR REPLACE TEMP TABLE institutions AS
SELECT DISTINCT d.case_id, coalesce(o.actor, d.holder) AS actor
FROM datasets AS d
LEFT JOIN accounts_of AS o ON o.case_id = d.case_id AND o.account = d.holder
ANTI JOIN lists AS l ON l.case_id = d.case_id AND l.actor = coalesce(o.actor, d.holder)
WHERE d.case_id IN (SELECT unnest($cases)) AND d.kind = 'reference' AND d.holder <> '';
