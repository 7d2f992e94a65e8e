-- One row per way of writing identity values in the lists that go (resolve_gone), with the first of these lists that has it.
-- Reads: resolve_rows. Writes: resolve_gone (temporary). Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_gone AS
SELECT digest, min(dataset_no) AS dataset_no
FROM resolve_rows
GROUP BY digest;
