-- One row per node that is written in several ways.
-- Reads: resolve_spellings. Writes: nothing (returns rows). Used by: resolve.
SELECT DISTINCT node
FROM resolve_spellings
WHERE NOT first AND node IS NOT NULL;
