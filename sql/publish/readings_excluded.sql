-- One row per row of a list that one reading of the law does not count, and reading. Holds no person's value: published as it is.
-- Reads: readings_excluded. Writes: published.readings_excluded. Used by: publish.
INSERT INTO published.readings_excluded BY NAME
SELECT * FROM readings_excluded
ORDER BY case_id, dataset_id, row_no, profile;
