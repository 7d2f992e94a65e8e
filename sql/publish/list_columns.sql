-- One row per column of a list. A header may be a misread cell of a person's row: see the macro shown_header.
-- Reads: dataset_columns, datasets. Writes: published.list_columns. Used by: publish.
INSERT INTO published.list_columns BY NAME
SELECT d.dataset_id, d.case_id, c.position,
    shown_header(c.header, $words, sum(2 * is_header_word(c.header, $words)::INTEGER - 1) OVER one_list >= 2) AS header,
    c.field, c.reason
FROM dataset_columns AS c
JOIN datasets AS d ON d.dataset_no = c.dataset_no
WHERE d.kind IN (SELECT unnest($list_kinds))
WINDOW one_list AS (PARTITION BY c.dataset_no)
ORDER BY d.dataset_no, c.position;
