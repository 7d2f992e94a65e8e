-- One row per run: number of nodes, new profiles first, then known persons.
-- Reads: resolve_nodes, resolve_known. Writes: nothing (returns rows). Used by: resolve.
SELECT (SELECT count(*) FROM resolve_nodes) + (SELECT count(*) FROM resolve_known) AS nodes;
