-- One row per list and person (a parent: a number below 0) with at least one row not shown to be false: the highest class of each reading.
-- Reads: temp.list_rows. Writes: temp.list_units. Used by: assess.
-- named: the class by rows that are no bare phone number; NULL when there is no other. alone: the holder has the person in this row only.
CREATE OR REPLACE TEMP TABLE grouped_units AS
SELECT actor_no, dataset_no, person_id AS unit, min(main) AS main, min(strict) AS strict, min(main) FILTER (WHERE NOT bare) AS named
FROM list_rows
WHERE NOT alone AND NOT is_false
GROUP BY actor_no, dataset_no, person_id
UNION ALL
SELECT DISTINCT actor_no, dataset_no, guardian, 3::UTINYINT, 3::UTINYINT, 3::UTINYINT
FROM list_rows
WHERE guardian IS NOT NULL AND person_id IS NOT NULL AND NOT is_false;

CREATE OR REPLACE TEMP VIEW list_units AS
SELECT actor_no, dataset_no, person_id AS unit, main, strict, CASE WHEN NOT bare THEN main END AS named, alone
FROM list_rows
WHERE alone AND person_id IS NOT NULL AND NOT is_false
UNION ALL
SELECT actor_no, dataset_no, unit, main, strict, named, false FROM grouped_units;
