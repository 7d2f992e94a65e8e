-- One row per column of a list. A header that is no known field may be a misread cell: it is masked.
-- Reads: dataset_columns, datasets. Writes: published.list_columns. Used by: publish.
INSERT INTO published.list_columns BY NAME
SELECT d.dataset_id, d.case_id, c.position,
    CASE WHEN c.field IS NOT NULL AND c.reason LIKE 'header%' THEN c.header ELSE mask_text(c.header) END AS header,
    c.field, c.reason
FROM dataset_columns AS c
JOIN datasets AS d ON d.dataset_no = c.dataset_no
WHERE d.kind IN (SELECT unnest($list_kinds))
ORDER BY d.dataset_no, c.position;
