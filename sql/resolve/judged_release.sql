-- One row per row of a touched person (resolve_judged_before); these persons are taken apart, their lists wait for resolve and their cases for a run.
-- Reads: resolve_touched. Writes: resolve_judged_before (temporary), person_records, persons, identities, person_blocks, look_alikes,
-- large_persons, person_merges, case_persons, variants, variant_readings, datasets, case_runs; returns the lists. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_judged_before AS
SELECT p.dataset_no, p.row_no, p.person_id
FROM person_records AS p
SEMI JOIN resolve_touched AS t ON p.person_id = t.person_id;

-- The highest number stays behind as merged into itself, so that no number ever means another person.
INSERT INTO person_merges BY NAME
SELECT max(person_id) AS merged_id, max(person_id) AS person_id, 'judgement' AS reason
FROM persons
HAVING max(person_id) > coalesce((SELECT max(merged_id) FROM person_merges), 0);

DELETE FROM identities WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM person_records WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM person_blocks WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM large_persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM case_persons WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM variants WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM variant_readings WHERE person_id IN (SELECT person_id FROM resolve_touched);
DELETE FROM look_alikes WHERE (dataset_no, row_no) IN (SELECT (b.dataset_no, b.row_no) FROM resolve_judged_before AS b);

UPDATE datasets SET state = 'normalised'
WHERE state IN ('resolved', 'derived') AND dataset_no IN (SELECT dataset_no FROM resolve_judged_before);

UPDATE case_runs SET finished = NULL
WHERE case_id IN (SELECT d.case_id FROM datasets AS d SEMI JOIN resolve_judged_before AS b ON d.dataset_no = b.dataset_no);

SELECT DISTINCT dataset_no FROM resolve_judged_before
ORDER BY dataset_no;
