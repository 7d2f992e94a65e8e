-- One row per pair of clusters whose score ties or forbids, or lies between two that others tie.
-- Reads: resolve_scores. Writes: nothing (returns rows). Used by: resolve.
WITH tied AS (
    SELECT label_a AS label FROM resolve_scores WHERE score >= $enough AND NOT forbidden
    UNION
    SELECT label_b FROM resolve_scores WHERE score >= $enough AND NOT forbidden
)
SELECT s.label_a AS a, s.label_b AS b, s.score, s.forbidden
FROM resolve_scores AS s
SEMI JOIN tied AS a ON s.label_a = a.label
SEMI JOIN tied AS b ON s.label_b = b.label
ORDER BY s.label_a, s.label_b;
