-- One row per list that was compared: its state.
-- Reads: datasets. Writes: datasets. Used by: derive.
UPDATE datasets SET state = 'derived' WHERE dataset_no IN (SELECT unnest($lists));
