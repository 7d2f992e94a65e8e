-- One row per ordered pair of lists of the case that share persons.
-- Reads: found_pairs, which derive registers. Writes: list_pairs. Used by: derive.
INSERT INTO list_pairs BY NAME
SELECT $case_id AS case_id, * FROM found_pairs;
