-- One row per complaint of the case; nothing about the victim.
-- Reads: complaints. Writes: nothing (returns rows). Used by: report.
SELECT complaint_id, min(received_at) AS received_at, min(caller) AS caller
FROM complaints
WHERE case_id = $case_id
GROUP BY complaint_id
ORDER BY received_at, complaint_id;
