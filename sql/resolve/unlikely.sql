-- One row per pair that was not likely, of clusters that look alike to somebody (resolve_likely): it may tell that a group is not one person.
-- Reads: resolve_pairs, resolve_scores. Writes: resolve_likely (temporary); returns how many. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_likely AS
WITH tied AS (
    SELECT label_a AS label FROM resolve_scores WHERE score >= $enough AND NOT forbidden
    UNION
    SELECT label_b FROM resolve_scores WHERE score >= $enough AND NOT forbidden
)
SELECT p.label_a, p.label_b
FROM resolve_pairs AS p
SEMI JOIN tied AS a ON p.label_a = a.label
SEMI JOIN tied AS b ON p.label_b = b.label
ANTI JOIN resolve_scores AS s ON p.label_a = s.label_a AND p.label_b = s.label_b;

SELECT count(*) AS pairs
FROM resolve_likely;
