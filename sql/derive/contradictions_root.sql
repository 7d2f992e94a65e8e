-- One row per pair (topmost list, other list): readings in which two branches agree against the top, and the other list too.
-- Reads: alike, pair_persons. Returns rows. Used by: derive.
-- Two branches can't mend the same cell each by itself, unless by trimming: the top altered it, so neither was made from it.
WITH places AS (
    SELECT unnest($lists) AS list_no, unnest($tops) AS top_no, unnest($branches) AS branch_no
),

changes AS (
    SELECT
        p.top_no, p.list_no, p.branch_no, t.kind, t.field, t.cells, v.reading, s.shared_persons,
        sum(t.cells) OVER (PARTITION BY p.top_no, p.list_no, t.field) AS changed
    FROM places AS p
    INNER JOIN alike AS t ON p.top_no = t.dataset_no
    INNER JOIN alike AS v ON p.list_no = v.dataset_no AND t.kind = v.kind AND t.field = v.field
    LEFT JOIN pair_persons AS s ON s.one_no = least(p.list_no, p.top_no) AND s.other_no = greatest(p.list_no, p.top_no)
    WHERE v.reading <> t.reading AND NOT t.untidy AND t.field <> 'copies' AND (t.field NOT LIKE '%~' OR t.masked OR v.masked)
),

readings AS (
    SELECT * FROM changes WHERE changed <= greatest($whole * shared_persons, 20)
),

agreed AS (
    SELECT top_no, kind, field, reading
    FROM readings
    GROUP BY top_no, kind, field, reading
    HAVING count(DISTINCT branch_no) > 1
)

SELECT r.top_no AS list_no, r.list_no AS other_no, sum(r.cells) AS older, sum(r.cells) AS kept
FROM readings AS r
INNER JOIN agreed AS a ON r.top_no = a.top_no AND r.kind = a.kind AND r.field = a.field AND r.reading = a.reading
GROUP BY r.top_no, r.list_no
ORDER BY list_no, other_no;
