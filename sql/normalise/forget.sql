-- One row per dataset that is read again: what its earlier reading left goes, and the rows that normalise had rejected come back.
-- Reads: datasets, load_issues. Writes: records, payments, chats, calls, accounts, complaints, exclusions, judgements, quality_metrics,
-- list_fields, list_persons, compared_lists, list_merges, sampled_records, spelt_records, load_issues, datasets. Used by: normalise.
CREATE OR REPLACE TEMP TABLE told_before AS
SELECT d.dataset_no, d.dataset_id, i."row", i.code
FROM datasets AS d
INNER JOIN load_issues AS i ON d.dataset_id = i.dataset_id
WHERE d.dataset_no IN (SELECT unnest($datasets))
    AND (i.code IN ('twice', 'not_paid') OR starts_with(i.code, 'unreadable_') OR starts_with(i.code, 'quality_') OR starts_with(i.code, 'mapping_'));

UPDATE datasets
SET rows_accepted = rows_accepted + b.faults, rows_rejected = rows_rejected - b.faults
FROM (
    SELECT dataset_no, count("row") AS faults
    FROM told_before
    WHERE code IN ('twice', 'not_paid') OR starts_with(code, 'unreadable_')
    GROUP BY dataset_no
) AS b
WHERE datasets.dataset_no = b.dataset_no;

DELETE FROM load_issues
WHERE EXISTS (SELECT 1 FROM told_before AS b WHERE b.dataset_id = load_issues.dataset_id AND b.code = load_issues.code);

DELETE FROM stored_records WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM sampled_records WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM spelt_records WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM list_fields WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM compared_lists WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM list_persons WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM list_merges WHERE dataset_no IN (SELECT unnest($datasets)) OR other_no IN (SELECT unnest($datasets));
DELETE FROM payments
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM chats
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM calls
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM accounts
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM complaints
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM exclusions
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM judgements
WHERE (finding_id, source_file) IN (SELECT (d.finding_id, d.path) FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));
DELETE FROM quality_metrics WHERE dataset_no IN (SELECT unnest($datasets));
