-- One row per complaint of the warehouse, with the actor behind the caller where the accounts of the case tell him.
-- Reads: complaints, accounts. Writes: nothing (returns rows). Used by: assess.
SELECT c.case_id, c.complaint_id, c.received_at, c.victim_name, c.victim_phone, c.caller, c.caller_phone, c.known_facts,
    min(a.actor) AS actor
FROM complaints AS c
LEFT JOIN accounts AS a ON a.case_id = c.case_id AND a.account IN (c.caller, c.caller_phone) AND a.account <> ''
GROUP BY ALL
ORDER BY c.case_id, c.complaint_id;
