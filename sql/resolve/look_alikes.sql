-- One row per pair of look-alikes that are one person now: stored.
-- Reads: resolve_look_alikes. Writes: look_alikes. Used by: resolve.
INSERT INTO look_alikes BY NAME
SELECT dataset_no, row_no, other_no, other_row, score, terms
FROM resolve_look_alikes;
