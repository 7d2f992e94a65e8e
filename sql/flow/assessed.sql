-- One row per case among $ids: how many counts it has, and a hash of all that assess wrote of it.
-- Reads: counts, severity, leads, facts, receipt_lines, exclusions_applied. Writes: nothing (returns rows). Used by: handling.
WITH content AS (
    SELECT case_id, hash(t) AS row_hash, 1 AS counts FROM counts AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM severity AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM leads AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM facts AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM receipt_lines AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM exclusions_applied AS t
)

SELECT
    w.id, NULL AS evidence_id, NULL AS rows_in, coalesce(sum(c.counts), 0)::BIGINT AS rows_out, NULL AS rows_rejected,
    sha256(count(c.row_hash) || ' ' || coalesce(bit_xor(c.row_hash) || ' ' || sum(c.row_hash), '')) AS content
FROM (SELECT unnest($ids) AS id) AS w
LEFT JOIN content AS c ON w.id = c.case_id
GROUP BY w.id
ORDER BY w.id;
