-- One row per step of a chain of the case, source first.
-- Reads: chains. Writes: nothing (returns rows). Used by: report.
SELECT complaint_id, rank, step, seller, buyer, hop_id, confidence, probability
FROM chains
WHERE case_id = $case_id
ORDER BY complaint_id, rank, step;
