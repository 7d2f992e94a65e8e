-- One row per pair of look-alikes that are one person now though they share no key (resolve_look_alikes): their first rows, the score and what it
-- is made of.
-- Reads: resolve_tied (registered by the caller: label_a, label_b), resolve_scores, resolve_held, look_alikes. Writes: resolve_look_alikes (temporary).
-- Used by: resolve.
INSERT INTO resolve_look_alikes
WITH firsts AS (
    SELECT h.label, min(CAST(h.dataset_no AS BIGINT) * 1099511627776 + h.row_no) AS spot
    FROM resolve_held AS h
    SEMI JOIN (SELECT label_a AS label FROM resolve_tied UNION SELECT label_b FROM resolve_tied) AS t ON h.label = t.label
    GROUP BY h.label
),

pairs AS (
    SELECT least(a.spot, b.spot) AS spot, greatest(a.spot, b.spot) AS other, s.score, substr(s.terms, 8) AS terms
    FROM resolve_tied AS t
    INNER JOIN resolve_scores AS s ON t.label_a = s.label_a AND t.label_b = s.label_b
    INNER JOIN firsts AS a ON t.label_a = a.label
    INNER JOIN firsts AS b ON t.label_b = b.label
)

SELECT
    CAST(p.spot // 1099511627776 AS INTEGER) AS dataset_no, p.spot % 1099511627776 AS row_no,
    CAST(p.other // 1099511627776 AS INTEGER) AS other_no, p.other % 1099511627776 AS other_row, p.score, p.terms
FROM pairs AS p
ANTI JOIN (
    SELECT CAST(dataset_no AS BIGINT) * 1099511627776 + row_no AS spot, CAST(other_no AS BIGINT) * 1099511627776 + other_row AS other
    FROM look_alikes
) AS k ON p.spot = k.spot AND p.other = k.other;
