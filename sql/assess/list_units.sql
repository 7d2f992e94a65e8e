-- One row per list and person (a parent: a number below 0) with at least one row not shown to be false: the highest class of each reading.
-- Reads: temp.list_rows. Writes: temp.list_units. Used by: assess.
-- named: the class by rows that are no bare phone number; NULL when there is no other.
CREATE OR REPLACE TEMP TABLE list_units AS
SELECT actor_no, dataset_no, person_id AS unit, min(main) AS main, min(strict) AS strict, min(main) FILTER (WHERE NOT bare) AS named
FROM list_rows
WHERE person_id IS NOT NULL AND NOT is_false
GROUP BY actor_no, dataset_no, person_id
UNION ALL
SELECT DISTINCT actor_no, dataset_no, guardian, 3::UTINYINT, 3::UTINYINT, 3::UTINYINT
FROM list_rows
WHERE guardian IS NOT NULL AND person_id IS NOT NULL AND NOT is_false;
