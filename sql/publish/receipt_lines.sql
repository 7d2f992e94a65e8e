-- One row per payment or barter of a sale. Holds no person's value: published as it is.
-- Reads: receipt_lines, findings. Writes: published.receipt_lines. Used by: publish.
INSERT INTO published.receipt_lines BY NAME
WITH files AS (
    SELECT case_id, path, CASE WHEN count(DISTINCT evidence_id) = 1 THEN min(evidence_id) END AS source_sha256
    FROM findings
    GROUP BY case_id, path
)

SELECT r.*, f.source_sha256
FROM receipt_lines AS r
LEFT JOIN files AS f ON r.case_id = f.case_id AND f.path = regexp_replace(r.source_file, '#[^#/!]*$', '')
ORDER BY r.case_id, r.actor, r.buyer, r.time, r.source_file, r.source_line;
