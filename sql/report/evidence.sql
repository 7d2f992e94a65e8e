-- One row per piece of evidence for a hop of the case, with the payment or chat line that it points to; no message text.
-- Reads: hop_evidence, datasets, payments, chats. Writes: nothing (returns rows). Used by: report.
WITH cited AS (
    SELECT DISTINCT source_file, source_line
    FROM hop_evidence
    WHERE case_id = $case_id AND source_file IS NOT NULL
),

paid AS (
    SELECT source_file, source_line, min(time) AS paid_at, min(amount) AS paid, min(currency) AS paid_currency
    FROM payments
    SEMI JOIN cited USING (source_file, source_line)
    WHERE case_id = $case_id
    GROUP BY source_file, source_line
),

sent AS (
    SELECT source_file, source_line, min(time) AS sent_at, min(file_name) AS sent_file, min(file_size) AS sent_bytes
    FROM chats
    SEMI JOIN cited USING (source_file, source_line)
    WHERE case_id = $case_id
    GROUP BY source_file, source_line
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY hop_id
            ORDER BY abs(coalesce(log_likelihood_ratio, 0)) DESC, kind, source_file, source_line, dataset_id, note
        ) AS place,
        count(*) OVER (PARTITION BY hop_id) AS pieces
    FROM hop_evidence
    WHERE case_id = $case_id
),

files AS (
    SELECT dataset_id, min(file_name) AS list_name
    FROM datasets
    WHERE case_id = $case_id
    GROUP BY dataset_id
)

SELECT
    e.hop_id,
    e.kind,
    e.log_likelihood_ratio AS llr,
    e.dataset_id,
    f.list_name,
    e.source_file,
    e.source_line,
    e.note,
    p.paid_at,
    p.paid,
    p.paid_currency,
    c.sent_at,
    c.sent_file,
    c.sent_bytes,
    e.place,
    e.pieces
FROM ranked AS e
LEFT JOIN files AS f USING (dataset_id)
LEFT JOIN paid AS p USING (source_file, source_line)
LEFT JOIN sent AS c USING (source_file, source_line)
WHERE e.place <= $most
ORDER BY e.hop_id, e.place;
