-- One row per actor who was counted now, with what that was made of and which of the values shown to be false his lists hold.
-- Reads: temp.recounted, temp.lists, temp.shown_false. Writes: counted_actors. Used by: assess.
INSERT INTO counted_actors BY NAME
WITH matches AS (
    SELECT l.case_id, l.actor, list_sort(list(DISTINCT hash(f.field, f."value"))) AS matched
    FROM shown_false AS f
    JOIN lists AS l ON l.dataset_no = f.dataset_no
    GROUP BY l.case_id, l.actor
)
SELECT n.case_id, n.actor, n.inputs, m.matched
FROM recounted AS n
LEFT JOIN matches AS m ON m.case_id = n.case_id AND m.actor = n.actor;
