-- One row per problem of a file or row. A header that is no known field may be a misread cell: it is masked.
-- Long numbers in the message are hidden.
-- Reads: load_issues. Writes: published.load_issues. Used by: publish.
INSERT INTO published.load_issues BY NAME
SELECT case_id, dataset_id, path, row,
    CASE WHEN field IN (SELECT unnest($fields)) THEN field ELSE mask_text(field) END AS field,
    code, mask_numbers(message) AS message
FROM load_issues;
