-- One row per table: how many rows, and a hash of its content that does not depend on the order of rows.
-- Reads: the table named $source without the columns $skip. Writes: nothing (returns rows). Used by: warehouse.content_hash.
WITH hashed AS (
    SELECT hash(*COLUMNS(lambda c: NOT list_contains($skip, c))) AS row_hash FROM query_table($source)
)
SELECT count(*) || '-' || coalesce(sha256(bit_xor(row_hash) || ' ' || sum(row_hash)), '') AS hash FROM hashed;
