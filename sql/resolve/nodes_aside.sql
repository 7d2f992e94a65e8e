-- One row per row to resolve, and the empty tables of nodes.sql: moved to the database aside, where they lie compressed.
-- Reads: resolve_rows, resolve_nodes, resolve_spellings (temporary). Writes: resolve_rows, resolve_nodes, resolve_spellings (aside).
-- Used by: resolve.
CREATE OR REPLACE TABLE aside.resolve_nodes AS
FROM resolve_nodes;

CREATE OR REPLACE TABLE aside.resolve_spellings AS
FROM resolve_spellings;

CREATE OR REPLACE TABLE aside.resolve_rows AS
FROM resolve_rows;

DROP TABLE temp.resolve_nodes;

DROP TABLE temp.resolve_spellings;

DROP TABLE temp.resolve_rows;
