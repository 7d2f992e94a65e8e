-- One row per list whose records are written: its exact duplicates and its state.
-- Reads: records, datasets. Writes: datasets. Used by: normalise.
UPDATE datasets
SET
    state = 'normalised',
    rows_exact_duplicate = (
        SELECT count(*) FROM records WHERE records.dataset_no = datasets.dataset_no AND records.duplicate_of IS NOT NULL
    )
WHERE dataset_no IN (SELECT unnest($datasets));
