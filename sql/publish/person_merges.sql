-- One row per number of a person that is no more: where it leads in the end, and why.
-- Reads: person_merges, persons. Writes: published.person_merges. Used by: publish.
INSERT INTO published.person_merges BY NAME
WITH RECURSIVE led AS (
    SELECT merged_id, person_id, reason FROM person_merges WHERE merged_id <> person_id
    UNION
    SELECT l.merged_id, m.person_id, l.reason
    FROM led AS l JOIN person_merges AS m ON m.merged_id = l.person_id
    WHERE m.merged_id <> m.person_id
)
SELECT l.merged_id, l.person_id, l.reason
FROM led AS l
SEMI JOIN persons AS p ON p.person_id = l.person_id;
