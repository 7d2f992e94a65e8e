-- One row per piece of evidence for a hop. Holds no person's value: published as it is.
-- Reads: hop_evidence. Writes: published.hop_evidence. Used by: publish.
INSERT INTO published.hop_evidence BY NAME
SELECT * FROM hop_evidence
ORDER BY hop_id, kind, dataset_id, source_file, source_line;
