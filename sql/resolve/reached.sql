-- One row per known person that only a look-alike reached: it becomes a node (resolve_known).
-- Reads: resolve_reached (registered by the caller: person_id, node). Writes: resolve_known. Used by: resolve.
INSERT INTO resolve_known
SELECT person_id, node
FROM resolve_reached;
