-- One row per caller of a complaint, with the distinct numbers that his phones called in the records of the case.
-- Reads: complaints, accounts, calls. Writes: nothing (returns rows). Used by: assess.
WITH phones AS (
    SELECT DISTINCT c.case_id, coalesce(a.actor, nullif(c.caller, ''), c.caller_phone) AS who,
        unnest(list_filter([c.caller_phone, c.caller, b.account], lambda x: x <> '')) AS phone
    FROM complaints AS c
    LEFT JOIN accounts AS a ON a.case_id = c.case_id AND a.account IN (c.caller, c.caller_phone) AND a.account <> ''
    LEFT JOIN accounts AS b ON b.case_id = c.case_id AND b.actor = a.actor
    WHERE c.case_id IN (SELECT unnest($cases))
)
SELECT p.case_id, p.who, count(DISTINCT k.callee) AS numbers
FROM phones AS p
JOIN calls AS k ON k.case_id = p.case_id AND k.caller = p.phone
GROUP BY ALL;
