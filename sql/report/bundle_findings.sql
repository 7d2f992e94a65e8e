-- One row per place where a file of the case was found, as its manifest had it: what an intake can be made of again.
-- Reads: findings. Writes: nothing (returns rows). Used by: report (bundle).
SELECT
    path AS file, kind, case_id, holder, strftime(obtained_at, '%Y-%m-%dT%H:%M:%S') AS obtained_at, officer, note,
    evidence_id AS sha256, parent_evidence_id AS parent, named::INTEGER AS named
FROM findings
WHERE case_id = $case_id AND kind <> 'manifest'
ORDER BY path, evidence_id;
