-- One row per column of a list version of the case, in the order of the file; headers as the macro shown_header shows them.
-- Reads: dataset_columns, datasets. Writes: nothing (returns rows). Used by: report.
SELECT
    d.dataset_id,
    c.position,
    shown_header(c.header, $words, sum(2 * is_header_word(c.header, $words)::INTEGER - 1) OVER one_list >= 2) AS header,
    c.field
FROM dataset_columns AS c
INNER JOIN datasets AS d USING (dataset_no)
WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference')
WINDOW one_list AS (PARTITION BY c.dataset_no)
ORDER BY d.dataset_id, c.position;
