-- One row per piece of evidence for a hop; long numbers in the words are hidden.
-- Reads: hop_evidence. Writes: published.hop_evidence. Used by: publish.
INSERT INTO published.hop_evidence BY NAME
SELECT * REPLACE (mask_numbers(note) AS note) FROM hop_evidence
ORDER BY hop_id, kind, dataset_id, source_file, source_line;
