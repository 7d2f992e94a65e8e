-- One row per piece of evidence for a hop; long numbers in the words are hidden.
-- Reads: hop_evidence, findings. Writes: published.hop_evidence. Used by: publish.
INSERT INTO published.hop_evidence BY NAME
WITH files AS (
    SELECT case_id, path, CASE WHEN count(DISTINCT evidence_id) = 1 THEN min(evidence_id) END AS source_sha256
    FROM findings
    GROUP BY case_id, path
)

SELECT e.* REPLACE (mask_numbers(e.note) AS note), f.source_sha256
FROM hop_evidence AS e
LEFT JOIN files AS f ON e.case_id = f.case_id AND f.path = regexp_replace(e.source_file, '#[^#/!]*$', '')
ORDER BY e.hop_id, e.kind, e.dataset_id, e.source_file, e.source_line;
