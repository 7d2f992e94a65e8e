-- One row per distinct set of identity values (resolve_nodes), per way of writing them (resolve_spellings), and per slice and way of writing
-- that an earlier slice had too (resolve_again): empty, to be filled by sets.sql.
-- Reads: resolve_rows, identities. Writes: resolve_nodes, resolve_spellings, resolve_again (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_nodes AS
SELECT
    CAST(0 AS INTEGER) AS node, value_set, CAST(0 AS INTEGER) AS dataset_no, CAST(0 AS BIGINT) AS row_no, FALSE AS latin, who, surname, id_valid,
    id_other, id_head, phone, ends, landline, student_number, email, school, guardian, birth, place, address
FROM identities
WHERE FALSE;

CREATE OR REPLACE TEMP TABLE resolve_spellings AS
SELECT
    digest, CAST(0 AS BIGINT) AS found, CAST(0 AS BIGINT) AS first_at, FALSE AS first, CAST(0 AS INTEGER) AS node,
    CAST(0 AS BIGINT) AS person_id
FROM resolve_rows
WHERE FALSE;

CREATE OR REPLACE TEMP TABLE resolve_again AS
SELECT digest, CAST(0 AS BIGINT) AS found
FROM resolve_rows
WHERE FALSE;
