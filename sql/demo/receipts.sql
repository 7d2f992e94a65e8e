-- One row per kind of money of one actor: sale, refund, barter.
-- Reads: receipt_lines. Writes: nothing (returns rows). Used by: demo (check).
SELECT kind, count(*) AS number, sum(amount) AS amount
FROM receipt_lines
WHERE case_id = $case_id AND actor = $actor
GROUP BY kind
ORDER BY kind DESC;
