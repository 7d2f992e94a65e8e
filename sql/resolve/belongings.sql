-- One row per row of a list: whose it is, and which kind of key tied it.
-- Reads: resolve_rows, resolve_found, resolve_kinds. Writes: person_records. Used by: derive, assess, publish.
INSERT INTO person_records BY NAME
SELECT
    r.dataset_no,
    r.row_no,
    f.person_id,
    CASE
        WHEN f.first AND f.first_at = CAST(r.dataset_no AS BIGINT) * 1099511627776 + r.row_no THEN 'new'
        ELSE coalesce(i.key_kind, 'same_values')
    END AS reason
FROM resolve_rows AS r
INNER JOIN resolve_found AS f ON r.digest = f.digest
LEFT JOIN resolve_kinds AS i ON f.kind = i.kind;
