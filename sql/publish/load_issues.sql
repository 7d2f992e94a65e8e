-- One row per problem of a file or row. `field` is a field or column of the contracts; anything else may be a misread cell.
-- Reads: load_issues. Writes: published.load_issues. Used by: publish.
INSERT INTO published.load_issues BY NAME
SELECT case_id, dataset_id, path, row,
    CASE WHEN field IN (SELECT unnest($fields)) THEN field ELSE mask_text(field) END AS field,
    code, mask_numbers(message) AS message
FROM load_issues;
