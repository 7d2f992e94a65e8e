-- One row per hop that counts.
-- Reads: hops. Writes: temp.sales. Used by: assess.
CREATE OR REPLACE TEMP TABLE sales AS
SELECT hop_id, case_id, seller, buyer, status, coalesce(records, 0) AS records, amount, currency, first_at, last_at
FROM hops
WHERE case_id IN (SELECT unnest($cases)) AND status <> 'rejected' AND confidence >= $min_confidence;
