-- One row per complaint of the case; nothing about the victim, and of the caller only which actor he is.
-- Reads: complaints, accounts, actors. Writes: nothing (returns rows). Used by: report.
WITH handles AS (
    SELECT actor, actor AS handle FROM actors WHERE case_id = $case_id
    UNION
    SELECT actor, unnest(accounts) FROM actors WHERE case_id = $case_id
    UNION
    SELECT actor, account FROM accounts WHERE case_id = $case_id
)

SELECT c.complaint_id, min(c.received_at) AS received_at, min(h.actor) AS caller
FROM complaints AS c
LEFT JOIN handles AS h ON h.handle <> '' AND h.handle IN (c.caller, c.caller_phone)
WHERE c.case_id = $case_id
GROUP BY c.complaint_id
ORDER BY received_at, c.complaint_id;
