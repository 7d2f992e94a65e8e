-- One row per run: whether more than a quarter of the nodes have no valid ID number, so that most carriers and blocks are theirs.
-- Reads: resolve_nodes. Writes: nothing (returns rows). Used by: resolve.
SELECT 4 * count(id_valid) < 3 * count(*) AS whole
FROM resolve_nodes;
