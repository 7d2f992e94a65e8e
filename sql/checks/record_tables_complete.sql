-- One row per record table whose accepted rows are not all in their canonical table.
-- Reads: datasets, payments, chats, calls, accounts, complaints, exclusions, judgements. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
WITH written AS (
    SELECT finding_id, source_file, 'payments' AS kind FROM payments
    UNION ALL SELECT finding_id, source_file, 'chats' FROM chats
    UNION ALL SELECT finding_id, source_file, 'calls' FROM calls
    UNION ALL SELECT finding_id, source_file, 'accounts' FROM accounts
    UNION ALL SELECT finding_id, source_file, 'complaints' FROM complaints
    UNION ALL SELECT finding_id, source_file, 'exclusions' FROM exclusions
    UNION ALL SELECT finding_id, source_file, 'judgements' FROM judgements
),

counted AS (
    SELECT finding_id, source_file, kind, count(*) AS row_count
    FROM written
    GROUP BY finding_id, source_file, kind
)

SELECT d.dataset_id, d.path, d.rows_accepted, coalesce(c.row_count, 0) AS rows_written
FROM datasets AS d
LEFT JOIN counted AS c ON d.finding_id = c.finding_id AND d.path = c.source_file AND d.kind = c.kind
WHERE
    d.state IN ('normalised', 'resolved')
    AND d.kind IN ('payments', 'chats', 'calls', 'accounts', 'complaints', 'exclusions', 'judgements')
    AND d.rows_accepted <> coalesce(c.row_count, 0);
