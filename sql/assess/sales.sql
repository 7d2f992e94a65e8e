-- One row per hop that counts. What was taken from a robbed institution is no sale of its own.
-- Reads: hops, temp.institutions. Writes: temp.sales. Used by: assess.
CREATE OR REPLACE TEMP TABLE sales AS
SELECT hop_id, row_number() OVER (ORDER BY case_id, hop_id)::INTEGER AS hop_no, case_id, seller, buyer, status,
    status = 'confirmed' AS confirmed, coalesce(records, 0) AS records, first_at, last_at
FROM hops
WHERE case_id IN (SELECT unnest($cases)) AND status <> 'rejected' AND confidence >= $min_confidence
    AND (case_id, seller) NOT IN (SELECT (case_id, actor) FROM institutions);
