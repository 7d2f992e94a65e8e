-- One row per list and value that several of its nodes have: added to what was counted before.
-- Reads: resolve_counted. Writes: value_counts. Used by: resolve.
UPDATE value_counts SET found = value_counts.found + c.found
FROM resolve_counted AS c
WHERE value_counts.dataset_no = c.dataset_no AND value_counts.value_hash = c.value_hash;

INSERT INTO value_counts
SELECT c.dataset_no, c.value_hash, c.found
FROM resolve_counted AS c
ANTI JOIN value_counts AS v ON c.dataset_no = v.dataset_no AND c.value_hash = v.value_hash;
