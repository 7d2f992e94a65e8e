-- One row per distinct set of identity values (resolve_nodes, numbered by first appearance) and per row (resolve_members).
-- Values that make no key cannot tell persons apart: there each row is a node of its own, exact copies in one list excepted.
-- Reads: resolve_rows. Writes: resolve_nodes, resolve_members (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_groups AS
SELECT
    CASE
        WHEN
            id_valid IS NOT NULL
            OR who IS NOT NULL AND (
                coalesce(id_other, id_head, phone, landline, student_number, email, address) IS NOT NULL
                OR school IS NOT NULL AND coalesce(ends, guardian, birth) IS NOT NULL
                OR birth IS NOT NULL AND place IS NOT NULL
            )
            THEN digest
        ELSE hash(digest, dataset_no, coalesce(duplicate_of, row_no))
    END AS digest,
    dataset_no,
    row_no
FROM resolve_rows;

CREATE OR REPLACE TEMP TABLE resolve_members AS
WITH firsts AS (
    SELECT digest, min(CAST(dataset_no AS BIGINT) * 1099511627776 + row_no) AS place
    FROM resolve_groups
    GROUP BY digest
),
numbered AS (
    SELECT digest, place, CAST(row_number() OVER (ORDER BY place) - 1 AS INTEGER) AS node
    FROM firsts
)
SELECT g.dataset_no, g.row_no, n.node, (n.place = CAST(g.dataset_no AS BIGINT) * 1099511627776 + g.row_no) AS first
FROM resolve_groups AS g
INNER JOIN numbered AS n ON g.digest = n.digest;

CREATE OR REPLACE TEMP TABLE resolve_nodes AS
SELECT m.node, r.* EXCLUDE (dataset_no, row_no, duplicate_of, digest)
FROM resolve_members AS m
INNER JOIN resolve_rows AS r ON m.dataset_no = r.dataset_no AND m.row_no = r.row_no
WHERE m.first;

DROP TABLE resolve_groups;

DROP TABLE resolve_rows;
