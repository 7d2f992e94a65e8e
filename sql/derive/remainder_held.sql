-- One row per first parent of a child, set of lists and of cells in which they differ: persons of the child that the first lacks.
-- Reads: holdings, holding_cells. Returns rows. Used by: derive.
-- lists: those asked beside the first one that hold the persons; differing: for each the cells of a person in which it differs.
WITH beside AS (
    SELECT unnest($children) AS child_no, unnest($firsts) AS first_no, unnest($others) AS dataset_no
),

asked AS (
    SELECT DISTINCT child_no, first_no FROM beside
),

rest AS (
    SELECT a.child_no, a.first_no, c.set_id, c.persons
    FROM asked AS a
    INNER JOIN holdings AS c ON a.child_no = c.dataset_no
    LEFT JOIN holdings AS f ON a.first_no = f.dataset_no AND c.set_id = f.set_id
    WHERE f.set_id IS NULL
),

held AS (
    SELECT r.child_no, r.first_no, r.set_id, r.persons, h.dataset_no
    FROM rest AS r
    INNER JOIN holdings AS h ON r.set_id = h.set_id
    INNER JOIN beside AS b ON r.child_no = b.child_no AND r.first_no = b.first_no AND h.dataset_no = b.dataset_no
),

cells AS (
    SELECT h.child_no, h.first_no, h.set_id, h.dataset_no, count(*) AS differing
    FROM held AS h
    INNER JOIN holding_cells AS c ON h.set_id = c.set_id AND h.child_no = c.dataset_no
    INNER JOIN holding_cells AS p ON h.set_id = p.set_id AND h.dataset_no = p.dataset_no AND c.field = p.field
    WHERE p.reading <> c.reading AND (c.field NOT LIKE '%~' OR c.masked OR p.masked)
    GROUP BY h.child_no, h.first_no, h.set_id, h.dataset_no
),

sets AS (
    SELECT
        h.child_no,
        h.first_no,
        any_value(h.persons) AS persons,
        list(h.dataset_no ORDER BY h.dataset_no) AS lists,
        list(coalesce(c.differing, 0) ORDER BY h.dataset_no) AS differing
    FROM held AS h
    LEFT JOIN cells AS c ON h.child_no = c.child_no AND h.first_no = c.first_no AND h.set_id = c.set_id AND h.dataset_no = c.dataset_no
    GROUP BY h.child_no, h.first_no, h.set_id
)

SELECT child_no, first_no, lists, differing, sum(persons)::BIGINT AS persons
FROM sets
GROUP BY child_no, first_no, lists, differing
ORDER BY child_no, first_no, lists, differing;
