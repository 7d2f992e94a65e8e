-- One row per temporary table of this connection.
-- Reads: duckdb_tables(). Writes: nothing (returns rows). Used by: warehouse.
SELECT table_name AS name
FROM duckdb_tables()
WHERE temporary
ORDER BY name;
