-- One row per dataset withdrawn: all that was read from it goes; the finding stays, so that the same file is not taken again.
-- Reads: datasets. Writes: findings, datasets, dataset_columns, load_issues. Used by: withdraw.
UPDATE findings SET state = 'withdrawn'
WHERE finding_id IN (SELECT d.finding_id FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)))
    AND finding_id NOT IN (SELECT d.finding_id FROM datasets AS d WHERE d.dataset_no NOT IN (SELECT unnest($datasets)));

DELETE FROM load_issues
WHERE dataset_id IN (SELECT d.dataset_id FROM datasets AS d WHERE d.dataset_no IN (SELECT unnest($datasets)));

DELETE FROM dataset_columns WHERE dataset_no IN (SELECT unnest($datasets));
DELETE FROM datasets WHERE dataset_no IN (SELECT unnest($datasets));
