-- One row per tie between two rows of a person, and per row that nothing tied: by which kinds of key, or with which score, or who decided.
-- Reads: explain_rows, resolve_rows, resolve_spellings, resolve_carried, resolve_kinds, look_alikes, person_judgements, datasets.
-- Writes: nothing (returns rows). Used by: resolve (explain).
-- A key shared by several rows is told of each against the first of them.
WITH members AS (
    SELECT s.node, CAST(r.dataset_no AS BIGINT) * 1099511627776 + r.row_no AS spot
    FROM resolve_rows AS r
    INNER JOIN resolve_spellings AS s ON r.digest = s.digest
),

firsts AS (
    SELECT node, min(spot) AS spot
    FROM members
    GROUP BY node
),

-- what too many share ties nobody, nor does what another person has too
crowded AS (
    SELECT k.kind, k.carrier
    FROM resolve_carried AS k
    INNER JOIN resolve_kinds AS i ON k.kind = i.kind
    GROUP BY k.kind, k.carrier, i.most_names
    HAVING count(DISTINCT k.who) > i.most_names
),

tying AS (
    SELECT k.node, k.kind, k.tie, i.key_kind, f.spot, min(f.spot) OVER (PARTITION BY k.kind, k.tie) AS first_spot
    FROM resolve_carried AS k
    INNER JOIN resolve_kinds AS i ON k.kind = i.kind
    INNER JOIN firsts AS f ON k.node = f.node
    ANTI JOIN crowded AS c ON k.kind = c.kind AND k.carrier = c.carrier
    ANTI JOIN resolve_carried AS o ON k.kind = o.kind AND k.tie = o.tie AND o.person_id IS NOT NULL
),

ties AS (
    SELECT spot, first_spot AS other, string_agg(DISTINCT key_kind, ', ' ORDER BY key_kind) AS tied_by, NULL AS score, NULL AS terms
    FROM tying
    WHERE spot <> first_spot
    GROUP BY spot, first_spot
    UNION ALL
    SELECT m.spot, f.spot AS other, 'same_values', NULL, NULL
    FROM members AS m
    INNER JOIN firsts AS f ON m.node = f.node
    WHERE m.spot <> f.spot
    UNION ALL
    SELECT
        CAST(l.other_no AS BIGINT) * 1099511627776 + l.other_row, CAST(l.dataset_no AS BIGINT) * 1099511627776 + l.row_no, 'look_alike',
        round(l.score, 2), l.terms
    FROM look_alikes AS l
    SEMI JOIN explain_rows AS e ON l.dataset_no = e.dataset_no AND l.row_no = e.row_no
    UNION ALL
    SELECT
        CAST(j.right_no AS BIGINT) * 1099511627776 + j.right_row, CAST(j.left_no AS BIGINT) * 1099511627776 + j.left_row,
        CASE j.verdict WHEN 'confirmed' THEN 'judgement' ELSE 'judgement: kept apart from' END, NULL,
        j.source_file || ' line ' || j.source_line
    FROM person_judgements AS j
    WHERE (j.left_no, j.left_row) IN (SELECT (e.dataset_no, e.row_no) FROM explain_rows AS e)
        OR (j.right_no, j.right_row) IN (SELECT (e.dataset_no, e.row_no) FROM explain_rows AS e)
),

told AS (
    SELECT * FROM ties
    UNION ALL
    SELECT m.spot, NULL, e.reason, NULL, NULL
    FROM members AS m
    INNER JOIN explain_rows AS e ON m.spot // 1099511627776 = e.dataset_no AND m.spot % 1099511627776 = e.row_no
    WHERE m.spot NOT IN (SELECT t.spot FROM ties AS t)
)

SELECT
    a.case_id, a.path, t.spot % 1099511627776 AS row, t.tied_by, b.case_id AS other_case, b.path AS other_path,
    t.other % 1099511627776 AS other_row, t.score, t.terms
FROM told AS t
INNER JOIN datasets AS a ON t.spot // 1099511627776 = a.dataset_no
LEFT JOIN datasets AS b ON t.other // 1099511627776 = b.dataset_no
ORDER BY t.spot, t.other, t.tied_by;
