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

asked_of AS (
    SELECT DISTINCT child_no, dataset_no FROM beside
),

cells AS (
    SELECT a.child_no, a.dataset_no, c.set_id, count(*) AS differing
    FROM asked_of AS a
    INNER JOIN holding_cells AS c ON a.child_no = c.dataset_no
    INNER JOIN holding_cells AS p ON c.set_id = p.set_id AND a.dataset_no = p.dataset_no AND c.field = p.field
    WHERE p.reading <> c.reading AND (c.counts OR p.counts)
    GROUP BY a.child_no, a.dataset_no, c.set_id
),

-- Sets that the same lists hold with as many differing cells are alike: one of them tells the lists of all.
marked AS (
    SELECT
        h.child_no,
        h.first_no,
        h.set_id,
        any_value(h.persons) AS persons,
        sum(hash(h.dataset_no, coalesce(c.differing, 0))) AS mark
    FROM held AS h
    LEFT JOIN cells AS c ON h.child_no = c.child_no AND h.set_id = c.set_id AND h.dataset_no = c.dataset_no
    GROUP BY h.child_no, h.first_no, h.set_id
),

alike AS (
    SELECT child_no, first_no, min(set_id) AS set_id, sum(persons)::BIGINT AS persons
    FROM marked
    GROUP BY child_no, first_no, mark
)

SELECT
    a.child_no,
    a.first_no,
    list(h.dataset_no ORDER BY h.dataset_no) AS lists,
    list(coalesce(c.differing, 0) ORDER BY h.dataset_no) AS differing,
    any_value(a.persons) AS persons
FROM alike AS a
INNER JOIN held AS h ON a.child_no = h.child_no AND a.first_no = h.first_no AND a.set_id = h.set_id
LEFT JOIN cells AS c ON h.child_no = c.child_no AND h.set_id = c.set_id AND h.dataset_no = c.dataset_no
GROUP BY a.child_no, a.first_no, a.set_id
ORDER BY a.child_no, a.first_no, lists, differing;
