-- One row per actor to be counted: what his stored counts are made of, if he has any, is no more what it was.
-- Reads: temp.actor_inputs, temp.lists, counted_actors. Writes: temp.recounted. Used by: assess.
CREATE OR REPLACE TEMP TABLE recounted AS
SELECT i.case_id, i.actor, i.inputs, any_value(l.actor_no) AS actor_no
FROM actor_inputs AS i
LEFT JOIN lists AS l ON l.case_id = i.case_id AND l.actor = i.actor
ANTI JOIN counted_actors AS k ON k.case_id = i.case_id AND k.actor = i.actor AND k.inputs = i.inputs
GROUP BY i.case_id, i.actor, i.inputs;
