-- One row per finding and per intake: what the warehouse says was sealed.
-- Reads: findings, intakes. Writes: nothing (returns rows). Used by: audit (hopback verify, audit_evidence).
SELECT 'finding' AS what, finding_id AS id, evidence_id AS sha256
FROM findings
UNION ALL
SELECT 'intake', intake_id, NULL
FROM intakes
ORDER BY what, id;
