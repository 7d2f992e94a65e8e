-- One row per list and person with at least one row not shown to be false, with the person's highest class under each profile.
-- Reads: temp.list_rows. Writes: temp.list_persons. Used by: assess.
CREATE OR REPLACE TEMP TABLE list_persons AS
SELECT actor_no, dataset_no, person_id, min(main) AS main, min(strict) AS strict
FROM list_rows
WHERE person_id IS NOT NULL AND NOT is_false
GROUP BY actor_no, dataset_no, person_id;
