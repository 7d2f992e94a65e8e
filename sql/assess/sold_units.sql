-- One row per hop of a seller to be counted and person that the seller's list and the list that the buyer got from it both hold.
-- Reads: temp.handed, temp.list_units, temp.recounted. Writes: temp.sold_units. Used by: assess.
-- Persons whom only the buyer's list holds may have come from elsewhere: they are not laid to the seller.
CREATE OR REPLACE TEMP TABLE sold_units AS
SELECT h.hop_no, h.confirmed, h.actor_no, c.unit, min(c.main) AS main, min(c.strict) AS strict,
    min(c.named) FILTER (WHERE p.named IS NOT NULL) AS named
FROM handed AS h
JOIN list_units AS c ON c.dataset_no = h.child_no
JOIN list_units AS p ON p.dataset_no = h.parent_no AND p.unit = c.unit
WHERE h.actor_no IN (SELECT actor_no FROM recounted)
GROUP BY h.hop_no, h.confirmed, h.actor_no, c.unit;
