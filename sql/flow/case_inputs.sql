-- One row per case: what its results are made of besides what its trace reads, and the state of its last run.
-- Reads: findings, case_runs. Writes: nothing (returns rows). Used by: flow (which cases changed).
WITH found AS (
    SELECT case_id, bit_xor(hash(finding_id, kind, state)) AS content, count(*) AS parts
    FROM findings
    WHERE case_id IS NOT NULL
    GROUP BY case_id
)

SELECT f.case_id, format('{:016x}-{}', f.content, f.parts) AS inputs, r.begun, r.finished
FROM found AS f
LEFT JOIN case_runs AS r ON f.case_id = r.case_id
ORDER BY f.case_id;
