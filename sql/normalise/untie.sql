-- One row per person: all are taken apart, since a list that had tied them is read otherwise now; every list waits for resolve again.
-- Reads: persons, person_merges. Writes: person_merges, persons, person_records, identities, person_blocks, look_alikes, large_persons,
-- value_counts, compared_lists, case_merges, case_persons, variants, variant_readings, case_samples, datasets.
-- Used by: normalise.
-- The highest number stays behind as merged into itself, so that no number ever means another person.
INSERT INTO person_merges BY NAME
SELECT max(person_id) AS merged_id, max(person_id) AS person_id, 'mapping file' AS reason
FROM persons
HAVING max(person_id) > coalesce((SELECT max(merged_id) FROM person_merges), 0);

DELETE FROM persons;
DELETE FROM person_records;
DELETE FROM identities;
DELETE FROM person_blocks;
DELETE FROM look_alikes;
DELETE FROM large_persons;
DELETE FROM value_counts;
DELETE FROM compared_lists;
DELETE FROM case_merges;
DELETE FROM case_persons;
DELETE FROM variants;
DELETE FROM variant_readings;
DELETE FROM case_samples;

UPDATE datasets SET state = 'normalised' WHERE state IN ('resolved', 'derived');
