-- One row per hop that counts, list of the seller and list of the buyer that was made from it.
-- Reads: temp.handed. Writes: nothing (returns rows). Used by: report (bundle).
SELECT hop_id, parent_id, child_id
FROM handed
ORDER BY hop_id, parent_id, child_id;
