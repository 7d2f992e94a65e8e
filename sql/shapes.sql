-- One row per table of the warehouse: its columns in their order.
-- Reads: the catalogue. Writes: nothing (returns rows). Used by: warehouse (is the home of this version?).
SELECT table_name AS name, list(column_name ORDER BY column_index) AS columns
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
GROUP BY table_name;
