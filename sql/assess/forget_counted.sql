-- One row per actor of these cases: nobody's counts stand any more.
-- Reads: nothing. Writes: counted_actors. Used by: withdraw.
DELETE FROM counted_actors WHERE case_id IN (SELECT unnest($cases));
