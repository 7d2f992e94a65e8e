-- One row per finding: what the warehouse says was sealed.
-- Reads: findings. Writes: nothing (returns rows). Used by: audit (hopback verify, audit_evidence).
SELECT finding_id, evidence_id
FROM findings
ORDER BY finding_id;
