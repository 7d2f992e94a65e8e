-- One row per case among $ids: how many hops the trace left, and a hash of all that it wrote.
-- Reads: hops, hop_evidence, sources, chains, next_steps. Writes: nothing (returns rows). Used by: handling.
WITH content AS (
    SELECT case_id, hash(t) AS row_hash, 1 AS hops FROM hops AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM hop_evidence AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM sources AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM chains AS t
    UNION ALL
    SELECT case_id, hash(t), 0 FROM next_steps AS t
)

SELECT
    w.id, NULL AS evidence_id, NULL AS rows_in, coalesce(sum(c.hops), 0)::BIGINT AS rows_out, NULL AS rows_rejected,
    sha256(count(c.row_hash) || ' ' || coalesce(bit_xor(c.row_hash) || ' ' || sum(c.row_hash), '')) AS content
FROM (SELECT unnest($ids) AS id) AS w
LEFT JOIN content AS c ON w.id = c.case_id
GROUP BY w.id
ORDER BY w.id;
