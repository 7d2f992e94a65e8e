-- One row per hop that counts, list of the seller, and list of the buyer that was made from it or is the same file.
-- Reads: temp.sales, temp.lists, derivations. Writes: temp.handed. Used by: assess.
CREATE OR REPLACE TEMP TABLE handed AS
WITH copies AS (
    SELECT case_id, parent_dataset_id, child_dataset_id FROM derivations WHERE confidence >= $min_confidence
    UNION
    SELECT p.case_id, p.dataset_id AS parent_dataset_id, c.dataset_id AS child_dataset_id
    FROM lists AS p
    JOIN lists AS c ON c.case_id = p.case_id AND c.sha256 = p.sha256 AND c.actor <> p.actor
)
SELECT DISTINCT s.hop_id, s.hop_no, s.confirmed, p.actor_no, p.dataset_no AS parent_no, c.dataset_no AS child_no,
    p.dataset_id AS parent_id, c.dataset_id AS child_id
FROM sales AS s
JOIN lists AS p ON p.case_id = s.case_id AND p.actor = s.seller
JOIN copies AS d ON d.case_id = s.case_id AND d.parent_dataset_id = p.dataset_id
JOIN lists AS c ON c.case_id = s.case_id AND c.dataset_id = d.child_dataset_id AND c.actor = s.buyer;
