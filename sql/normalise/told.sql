-- One row per dataset and row of a mapping file that speaks of it; what counts most comes last.
-- Reads: datasets, mappings. Writes: nothing (returns rows). Used by: normalise.
SELECT d.dataset_no, m.header, m.field, m.evidence_id, m.row
FROM datasets AS d
INNER JOIN mappings AS m
    ON
        (m.case_id IS NULL OR m.case_id = d.case_id)
        AND (d.path = m.path OR starts_with(d.path, m.path || '#'))
        AND (m.sheet IS NULL OR d.path = m.path OR d.path = m.path || '#' || m.sheet)
WHERE d.dataset_no IN (SELECT unnest($datasets))
ORDER BY d.dataset_no, m.seq, m.row;
