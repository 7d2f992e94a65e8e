-- One row per home: the number of the mapping file taken last.
-- Reads: mappings. Writes: nothing (returns rows). Used by: seal.
SELECT coalesce(max(seq), 0) AS seq
FROM mappings;
