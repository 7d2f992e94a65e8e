-- One row per list derived from a list. Holds no person's value: published as it is.
-- Reads: derivations. Writes: published.derivations. Used by: publish.
INSERT INTO published.derivations BY NAME
SELECT * FROM derivations
ORDER BY case_id, parent_dataset_id, child_dataset_id;
