-- One row per actor whose counts do not stand any more: what they are made of changed, or he has nothing to count.
-- Reads: temp.actor_inputs. Writes: counted_actors. Used by: assess.
DELETE FROM counted_actors AS k
WHERE k.case_id IN (SELECT unnest($cases))
    AND NOT EXISTS (SELECT 1 FROM actor_inputs AS i WHERE i.case_id = k.case_id AND i.actor = k.actor AND i.inputs = k.inputs);
