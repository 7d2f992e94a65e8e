-- One row per actor, list that his counts are made of, and use of it: all that is read for him, and all that is hashed.
-- Reads: temp.lists, temp.sales, temp.handed, hop_evidence. Writes: temp.list_uses. Used by: assess.
-- A list that shows a hop tells the class of what only a number is known of; a buyer's purchases count where no list of his was found.
CREATE OR REPLACE TEMP TABLE list_uses AS
WITH shown AS (
    SELECT DISTINCT s.hop_id, s.case_id, s.seller, s.buyer, l.dataset_no
    FROM sales AS s
    JOIN hop_evidence AS e ON e.hop_id = s.hop_id
    JOIN lists AS l ON l.dataset_id = e.dataset_id
    WHERE s.records > 0
)
SELECT case_id, actor, dataset_no, 'held' AS use, ordinal, NULL AS hop_id, NULL AS parent_id FROM lists
UNION ALL
SELECT s.case_id, s.seller, h.child_no, 'handed on', NULL, h.hop_id, h.parent_id FROM handed AS h JOIN sales AS s ON s.hop_id = h.hop_id
UNION ALL
SELECT case_id, seller, dataset_no, 'shows a sale', NULL, hop_id, NULL FROM shown
UNION ALL
SELECT n.case_id, n.buyer, n.dataset_no, 'shows a purchase', NULL, n.hop_id, NULL
FROM shown AS n
ANTI JOIN lists AS l ON l.case_id = n.case_id AND l.actor = n.buyer;
