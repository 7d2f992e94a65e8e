-- One row per pair of clusters that the scores tie or forbid.
-- Reads: resolve_scores. Writes: nothing (returns rows). Used by: resolve.
SELECT label_a AS a, label_b AS b, score, forbidden
FROM resolve_scores
WHERE forbidden OR score >= $enough
ORDER BY label_a, label_b;
