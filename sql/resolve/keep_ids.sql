-- One row per person resolved again who holds the earliest row of a person of before: the number of before stays.
-- A number that nobody keeps leads to the person who has its earliest row.
-- Reads: the temporary table $before, person_records, datasets. Writes: resolve_eldest, resolve_kept (temporary), persons, person_records,
-- identities, person_blocks, large_persons, person_merges, case_merges.
-- Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_eldest AS
SELECT person_id, min(CAST(dataset_no AS BIGINT) * 1099511627776 + row_no) AS place
FROM query_table($before)
GROUP BY person_id;

CREATE OR REPLACE TEMP TABLE resolve_kept AS
SELECT p.person_id AS fresh, min(e.person_id) AS person_id
FROM resolve_eldest AS e
INNER JOIN person_records AS p
    ON p.dataset_no = e.place // 1099511627776 AND p.row_no = e.place % 1099511627776
WHERE p.person_id > $last
GROUP BY p.person_id;

UPDATE persons SET person_id = k.person_id FROM resolve_kept AS k WHERE persons.person_id = k.fresh;
UPDATE person_records SET person_id = k.person_id FROM resolve_kept AS k WHERE person_records.person_id = k.fresh;
UPDATE identities SET person_id = k.person_id FROM resolve_kept AS k WHERE identities.person_id = k.fresh;
UPDATE large_persons SET person_id = k.person_id FROM resolve_kept AS k WHERE large_persons.person_id = k.fresh;
UPDATE person_blocks SET person_id = k.person_id FROM resolve_kept AS k WHERE person_blocks.person_id = k.fresh;
DELETE FROM person_merges WHERE merged_id = person_id AND merged_id IN (SELECT s.person_id FROM persons AS s);
DELETE FROM person_merges WHERE merged_id = person_id AND merged_id IN (SELECT e.person_id FROM resolve_eldest AS e);

INSERT INTO person_merges BY NAME
SELECT e.person_id AS merged_id, p.person_id, 'resolved again' AS reason
FROM resolve_eldest AS e
INNER JOIN person_records AS p ON p.dataset_no = e.place // 1099511627776 AND p.row_no = e.place % 1099511627776
ANTI JOIN persons AS s ON e.person_id = s.person_id;

-- Who was taken apart is looked at again by derive.
INSERT INTO case_merges BY NAME
SELECT DISTINCT d.case_id, p.person_id
FROM query_table($before) AS b
INNER JOIN person_records AS p ON b.dataset_no = p.dataset_no AND b.row_no = p.row_no
INNER JOIN datasets AS d ON p.dataset_no = d.dataset_no
ANTI JOIN case_merges AS c ON d.case_id = c.case_id AND p.person_id = c.person_id
WHERE p.person_id IS NOT NULL;
