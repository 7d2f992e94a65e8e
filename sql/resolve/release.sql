-- One row per row of a touched person in a list that stays (resolve_before); these persons are taken apart, their lists wait for resolve.
-- Reads: resolve_touched, person_records, persons. Writes: resolve_before (temporary), person_records, persons, identities,
-- person_blocks, look_alikes, large_persons, person_merges, case_persons, variants, variant_readings, value_counts, datasets; returns the lists. Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_before AS
SELECT p.dataset_no, p.row_no, p.person_id
FROM person_records AS p
SEMI JOIN resolve_touched AS t ON p.person_id = t.person_id
WHERE p.dataset_no NOT IN (SELECT unnest($datasets));

-- The highest number stays behind as merged into itself, so that no number ever means another person.
INSERT INTO person_merges BY NAME
SELECT max(person_id) AS merged_id, max(person_id) AS person_id, 'withdrawn' AS reason
FROM persons
HAVING max(person_id) > coalesce((SELECT max(merged_id) FROM person_merges), 0);

DELETE FROM look_alikes
WHERE (dataset_no, row_no) IN (
    SELECT (p.dataset_no, p.row_no) FROM person_records AS p SEMI JOIN resolve_touched AS t ON p.person_id = t.person_id
);

DELETE FROM large_persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM person_records WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM person_blocks WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM identities WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM case_persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM variants WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM variant_readings WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM value_counts WHERE dataset_no IN (SELECT unnest($datasets));

UPDATE datasets SET state = 'normalised'
WHERE state IN ('resolved', 'derived') AND dataset_no IN (SELECT dataset_no FROM resolve_before);

SELECT DISTINCT dataset_no FROM resolve_before
ORDER BY dataset_no;
