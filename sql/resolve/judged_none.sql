-- One row per nothing: no judgement makes a row a node of its own.
-- Reads: resolve_rows. Writes: resolve_own (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_own AS
SELECT digest AS own
FROM resolve_rows
WHERE FALSE;
