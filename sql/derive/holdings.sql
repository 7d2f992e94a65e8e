-- One row per list and set of persons of the case whom the same lists hold and of whom they disagree alike: how many they are.
-- Reads: case_persons, person_records, variants. Writes: holding_sets, holdings, holding_cells (temporary). Used by: derive.
-- Whoever asks which persons of a list another one lacks asks sets of them, not persons, and one person (set_id) of each set tells in how
-- many cells two lists differ of all of them. Persons of one list alone are left out.
CREATE OR REPLACE TEMP TABLE holding_sets AS
SELECT min(person_id) AS person_id, count(*) AS persons
FROM case_persons
WHERE case_id = $case_id
GROUP BY held, pattern;

CREATE OR REPLACE TEMP TABLE holdings AS
SELECT DISTINCT s.person_id AS set_id, s.persons, p.dataset_no
FROM holding_sets AS s
INNER JOIN person_records AS p ON s.person_id = p.person_id
WHERE p.dataset_no IN (SELECT unnest($lists));

-- The contested cells of those who stand for a set. counts: a part of a number does where one of two lists masks it.
CREATE OR REPLACE TEMP TABLE holding_cells AS
SELECT person_id AS set_id, dataset_no, hash(field) AS field, reading, masked OR field NOT LIKE '%~' AS counts
FROM variants
WHERE case_id = $case_id AND field <> 'copies' AND person_id IN (SELECT set_id FROM holdings);
