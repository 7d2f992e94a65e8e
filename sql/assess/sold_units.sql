-- One row per hop and person that the seller's list and the list that the buyer got from it both hold.
-- Reads: temp.sales, temp.lists, temp.list_units, derivations. Writes: temp.sold_units. Used by: assess.
-- Persons whom only the buyer's list holds may have come from elsewhere: they are not laid to the seller.
CREATE OR REPLACE TEMP TABLE sold_units AS
WITH copies AS (
    SELECT case_id, parent_dataset_id, child_dataset_id FROM derivations WHERE confidence >= $min_confidence
    UNION
    SELECT p.case_id, p.dataset_id AS parent_dataset_id, c.dataset_id AS child_dataset_id
    FROM lists AS p
    JOIN lists AS c ON c.case_id = p.case_id AND c.sha256 = p.sha256 AND c.actor <> p.actor
),
handed AS (
    SELECT DISTINCT s.hop_no, s.confirmed, p.actor_no, p.dataset_no AS parent_no, c.dataset_no AS child_no
    FROM sales AS s
    JOIN lists AS p ON p.case_id = s.case_id AND p.actor = s.seller
    JOIN copies AS d ON d.case_id = s.case_id AND d.parent_dataset_id = p.dataset_id
    JOIN lists AS c ON c.case_id = s.case_id AND c.dataset_id = d.child_dataset_id AND c.actor = s.buyer
)
SELECT h.hop_no, h.confirmed, h.actor_no, c.unit, min(c.main) AS main, min(c.strict) AS strict,
    min(c.named) FILTER (WHERE p.named IS NOT NULL) AS named
FROM handed AS h
JOIN list_units AS c ON c.dataset_no = h.child_no
JOIN list_units AS p ON p.dataset_no = h.parent_no AND p.unit = c.unit
GROUP BY h.hop_no, h.confirmed, h.actor_no, c.unit;
