-- One row per dataset: what the warehouse says was read, from which evidence, into which file.
-- Reads: datasets. Writes: nothing (returns rows). Used by: audit (hopback verify, audit_evidence).
SELECT 'dataset' AS what, dataset_id AS id, sha256, staging
FROM datasets
ORDER BY dataset_no;
