-- One row per dataset among $ids: its evidence, the rows that normalise left of it, and a hash of them in any order.
-- Reads: datasets, records, payments, chats, calls, accounts, complaints, exclusions, judgements. Returns rows. Used by: handling.
WITH wanted AS (
    SELECT dataset_no, dataset_id, finding_id, path, sha256, rows_read AS rows_in
    FROM datasets
    WHERE dataset_id IN (SELECT unnest($ids))
),

content AS (
    SELECT dataset_no, hash(row_no, cells_hash, extra, id_state, phone_state, row_hash, duplicate_of) AS row_hash
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM wanted)
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM payments AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM chats AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM calls AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM accounts AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM complaints AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM exclusions AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
    UNION ALL
    SELECT w.dataset_no, hash(t) FROM judgements AS t INNER JOIN wanted AS w ON t.finding_id = w.finding_id AND t.source_file = w.path
)

SELECT
    w.dataset_id AS id, w.sha256 AS evidence_id, w.rows_in, count(c.row_hash) AS rows_out, w.rows_in - count(c.row_hash) AS rows_rejected,
    sha256(count(c.row_hash) || ' ' || coalesce(bit_xor(c.row_hash) || ' ' || sum(c.row_hash), '')) AS content
FROM wanted AS w
LEFT JOIN content AS c ON w.dataset_no = c.dataset_no
GROUP BY w.dataset_id, w.sha256, w.rows_in
ORDER BY w.dataset_id;
