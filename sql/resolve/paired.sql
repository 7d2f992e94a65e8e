-- One row per pair of clusters to compare (resolve_pairs), which several blocks may have found.
-- Reads: resolve_pairs. Writes: resolve_pairs (temporary); returns how many. Used by: resolve.
DROP TABLE resolve_places;

CREATE OR REPLACE TEMP TABLE resolve_pairs AS
SELECT DISTINCT label_a, label_b
FROM resolve_pairs;

SELECT count(*) AS pairs
FROM resolve_pairs;
