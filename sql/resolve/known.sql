-- One row per known person that is a node.
-- Reads: resolve_known. Writes: nothing (returns rows). Used by: resolve.
SELECT person_id, node
FROM resolve_known;
