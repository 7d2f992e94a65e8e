-- One row per (child, first parent, other list): what the other explains of the child's persons that the first leaves unexplained.
-- Reads: holdings, holding_cells. Returns rows. Used by: derive.
WITH asked AS (
    SELECT unnest($children) AS child_no, unnest($firsts) AS first_no
),

rest AS (
    SELECT a.child_no, a.first_no, c.set_id, c.persons
    FROM asked AS a
    INNER JOIN holdings AS c ON a.child_no = c.dataset_no
    LEFT JOIN holdings AS f ON a.first_no = f.dataset_no AND c.set_id = f.set_id
    WHERE f.set_id IS NULL
),

persons AS (
    SELECT r.child_no, r.first_no, h.dataset_no, sum(h.persons)::BIGINT AS shared
    FROM rest AS r
    INNER JOIN holdings AS h ON r.set_id = h.set_id
    WHERE h.dataset_no <> r.child_no
    GROUP BY r.child_no, r.first_no, h.dataset_no
),

cells AS (
    SELECT r.child_no, r.first_no, p.dataset_no, sum(r.persons)::BIGINT AS differing
    FROM rest AS r
    INNER JOIN holding_cells AS c ON r.set_id = c.set_id AND r.child_no = c.dataset_no
    INNER JOIN holding_cells AS p ON c.set_id = p.set_id AND c.field = p.field
    WHERE p.dataset_no <> r.child_no AND p.reading <> c.reading AND (c.counts OR p.counts)
    GROUP BY r.child_no, r.first_no, p.dataset_no
)

SELECT p.child_no, p.first_no, p.dataset_no AS parent_no, p.shared, coalesce(c.differing, 0) AS differing
FROM persons AS p
LEFT JOIN cells AS c ON p.child_no = c.child_no AND p.first_no = c.first_no AND p.dataset_no = c.dataset_no
ORDER BY p.child_no, p.first_no, parent_no;
