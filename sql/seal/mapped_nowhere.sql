-- One row per row of a mapping file whose file was found nowhere.
-- Reads: mappings, findings. Writes: nothing (returns rows). Used by: seal.
SELECT m.row, m.case_id
FROM mappings AS m
WHERE m.evidence_id = $evidence_id AND NOT EXISTS (
    SELECT 1
    FROM findings AS f
    WHERE f.path = m.path AND (m.case_id IS NULL OR f.case_id = m.case_id)
)
ORDER BY m.row;
