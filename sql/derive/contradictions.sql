-- One row per pair (list, other list): readings that came up in the list after its likeliest parent, and how many the other has.
-- Reads: alike, pair_persons. Returns rows. Used by: derive.
-- A list made from another one inherits what came up there: the parent's older reading in its place contradicts (Lachmann).
-- Not where just odd spaces came up: whoever trims mends them without having seen the older reading.
WITH likeliest AS (
    SELECT unnest($lists) AS list_no, unnest($parents) AS parent_no
),

changes AS (
    SELECT
        l.list_no, l.parent_no, q.kind, q.field, q.cells, q.reading AS new_reading, p.reading AS old_reading, s.shared_persons,
        sum(q.cells) OVER (PARTITION BY l.list_no, q.field) AS changed, q.untidy
    FROM likeliest AS l
    INNER JOIN alike AS q ON l.list_no = q.dataset_no
    INNER JOIN alike AS p ON l.parent_no = p.dataset_no AND q.kind = p.kind AND q.field = p.field
    LEFT JOIN pair_persons AS s ON s.one_no = least(l.list_no, l.parent_no) AND s.other_no = greatest(l.list_no, l.parent_no)
    WHERE q.reading <> p.reading AND q.field <> 'copies' AND (q.field NOT LIKE '%~' OR q.masked OR p.masked)
),

came_up AS (
    SELECT * FROM changes WHERE changed <= greatest($whole * shared_persons, 20)
)

SELECT
    n.list_no,
    c.dataset_no AS other_no,
    coalesce(sum(n.cells) FILTER (c.reading = n.old_reading AND NOT n.untidy), 0) AS older,
    coalesce(sum(n.cells) FILTER (c.reading = n.new_reading), 0) AS kept
FROM came_up AS n
INNER JOIN alike AS c ON n.kind = c.kind AND n.field = c.field AND c.dataset_no <> n.list_no
WHERE c.dataset_no <> n.parent_no AND (c.field NOT LIKE '%~' OR c.masked)
GROUP BY n.list_no, c.dataset_no
ORDER BY n.list_no, other_no;
