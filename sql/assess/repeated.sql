-- One row per row of the lists that are read whose person has several rows among those of its holder.
-- Reads: person_records, temp.lists, temp.lists_read. Writes: temp.repeated. Used by: assess.
-- Most persons are in a holder's lists once: what has every person's rows together need not group theirs.
CREATE OR REPLACE TEMP TABLE repeated AS
WITH held AS (
    SELECT l.actor_no, p.dataset_no, p.row_no, p.person_id
    FROM person_records AS p
    JOIN lists AS l ON l.dataset_no = p.dataset_no
    JOIN lists_read AS r ON r.dataset_no = p.dataset_no
    WHERE p.person_id IS NOT NULL
),
persons AS (
    SELECT actor_no, person_id FROM held GROUP BY actor_no, person_id HAVING count(*) > 1
)
SELECT h.dataset_no, h.row_no
FROM held AS h
SEMI JOIN persons AS p ON p.actor_no = h.actor_no AND p.person_id = h.person_id;
