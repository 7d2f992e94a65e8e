-- One row per home: the highest dataset number.
-- Reads: datasets. Writes: nothing (returns rows). Used by: load.
SELECT coalesce(max(dataset_no), 0) AS dataset_no
FROM datasets;
