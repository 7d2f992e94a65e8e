-- One row per list that the quality gate refused: its records go, its state says so.
-- Reads: datasets. Writes: records, datasets. Used by: normalise.
DELETE FROM stored_records WHERE dataset_no IN (SELECT unnest($datasets));

UPDATE datasets SET state = 'quarantined' WHERE dataset_no IN (SELECT unnest($datasets));
