-- One row per set of rows of a list that are equal cell for cell; first_row is the one that is not a duplicate.
-- Reads: found. Writes: twins (temporary). Used by: normalise.
-- Before the insert: setting duplicate_of by an update afterwards costs a rewrite of the table at commit.
CREATE OR REPLACE TEMP TABLE twins AS
SELECT dataset_no, row_hash, min(row_no) AS first_row
FROM found
GROUP BY dataset_no, row_hash
HAVING count(*) > 1;
