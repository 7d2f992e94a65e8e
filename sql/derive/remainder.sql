-- One row per other list: what it explains of the persons of a child that its first parent leaves unexplained.
-- Reads: person_records, variants. Returns rows. Used by: derive.
WITH rest AS (
    SELECT person_id
    FROM person_records
    WHERE dataset_no = $child
    EXCEPT
    SELECT person_id
    FROM person_records
    WHERE dataset_no = $first
),

persons AS (
    SELECT f.dataset_no, count(DISTINCT f.person_id) AS shared
    FROM person_records AS f
    INNER JOIN rest AS r ON f.person_id = r.person_id
    WHERE f.dataset_no <> $child AND f.dataset_no IN (SELECT unnest($lists))
    GROUP BY f.dataset_no
),

cells AS (
    SELECT p.dataset_no, count(*) AS differing
    FROM rest AS r
    INNER JOIN variants AS c ON r.person_id = c.person_id AND c.dataset_no = $child
    INNER JOIN variants AS p ON c.case_id = p.case_id AND c.person_id = p.person_id AND c.field = p.field
    WHERE p.dataset_no <> $child AND p.reading <> c.reading AND c.field <> 'copies'
        AND (c.field NOT LIKE '%~' OR c.masked OR p.masked)
    GROUP BY p.dataset_no
)

SELECT p.dataset_no AS parent_no, p.shared, coalesce(c.differing, 0) AS differing
FROM persons AS p
LEFT JOIN cells AS c ON p.dataset_no = c.dataset_no
ORDER BY parent_no;
