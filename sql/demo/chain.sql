-- One row per step of the best chain of a complaint, source first, with the money that came for it.
-- Reads: chains, hops, receipt_lines, actors. Writes: nothing (returns rows). Used by: demo (check).
WITH money AS (
    SELECT hop_id, sum(amount) AS amount FROM receipt_lines WHERE kind = 'sale' GROUP BY hop_id
)

SELECT
    c.step,
    c.seller,
    c.buyer,
    c.confidence,
    h.status,
    h.records,
    coalesce(m.amount, h.amount) AS amount,
    h.currency,
    coalesce(m.amount / h.records, h.unit_price) AS unit_price,
    h.first_at,
    coalesce(a.seized, false) AS seller_seized
FROM chains AS c
LEFT JOIN hops AS h ON c.hop_id = h.hop_id AND c.case_id = h.case_id
LEFT JOIN money AS m ON c.hop_id = m.hop_id
LEFT JOIN actors AS a ON c.seller = a.actor AND c.case_id = a.case_id
WHERE c.case_id = $case_id AND c.complaint_id = $complaint_id AND c.rank = 1
ORDER BY c.step;
