-- One row per complaint of the case.
-- Reads: complaints. Returns rows. Used by: trace.
SELECT complaint_id, received_at, victim_name, victim_phone, caller_phone, caller, known_facts
FROM complaints
WHERE case_id = $case_id
ORDER BY complaint_id;
