-- One row per set of lists and of cells in which they differ: persons of a child that its first parent lacks, and who holds them.
-- Reads: person_records, variants. Returns rows. Used by: derive.
-- lists: those of the given ones that hold the persons; differing: for each the cells of a person in which it differs.
WITH rest AS (
    SELECT person_id
    FROM person_records
    WHERE dataset_no = $child
    EXCEPT
    SELECT person_id
    FROM person_records
    WHERE dataset_no = $first
),

held AS (
    SELECT DISTINCT p.person_id, p.dataset_no
    FROM person_records AS p
    INNER JOIN rest AS r ON p.person_id = r.person_id
    WHERE p.dataset_no IN (SELECT unnest($lists))
),

cells AS (
    SELECT h.person_id, h.dataset_no, count(*) AS differing
    FROM held AS h
    INNER JOIN variants AS c ON h.person_id = c.person_id AND c.dataset_no = $child
    INNER JOIN variants AS p
        ON h.dataset_no = p.dataset_no AND c.case_id = p.case_id AND c.person_id = p.person_id AND c.field = p.field
    WHERE p.reading <> c.reading AND c.field <> 'copies' AND (c.field NOT LIKE '%~' OR c.masked OR p.masked)
    GROUP BY h.person_id, h.dataset_no
),

persons AS (
    SELECT
        h.person_id,
        list(h.dataset_no ORDER BY h.dataset_no) AS lists,
        list(coalesce(c.differing, 0) ORDER BY h.dataset_no) AS differing
    FROM held AS h
    LEFT JOIN cells AS c ON h.person_id = c.person_id AND h.dataset_no = c.dataset_no
    GROUP BY h.person_id
)

SELECT lists, differing, count(*) AS persons
FROM persons
GROUP BY lists, differing
ORDER BY lists, differing;
