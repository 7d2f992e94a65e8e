-- One row per dataset that a new mapping file speaks of: it waits for normalise again.
-- Reads: mappings. Writes: datasets. Used by: seal.
UPDATE datasets
SET state = 'loaded'
WHERE state <> 'loaded' AND EXISTS (
    SELECT 1
    FROM mappings AS m
    WHERE m.evidence_id = $evidence_id
        AND (m.case_id IS NULL OR m.case_id = datasets.case_id)
        AND (datasets.path = m.path OR starts_with(datasets.path, m.path || '#'))
        AND (m.sheet IS NULL OR datasets.path = m.path OR datasets.path = m.path || '#' || m.sheet)
);
