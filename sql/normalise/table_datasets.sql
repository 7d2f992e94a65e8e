-- One row per record table that was written: rows taken and not taken, and its state.
-- Reads: parsed (temporary), datasets. Writes: datasets. Used by: normalise.
UPDATE datasets
SET
    state = 'normalised',
    rows_accepted = rows_accepted - (SELECT count(*) FROM parsed WHERE parsed.dataset_no = datasets.dataset_no AND fault IS NOT NULL),
    rows_rejected = rows_rejected + (SELECT count(*) FROM parsed WHERE parsed.dataset_no = datasets.dataset_no AND fault IS NOT NULL)
WHERE dataset_no IN (SELECT unnest($datasets));
