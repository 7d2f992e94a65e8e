-- One row per row of a list of an actor to be counted; list_rows has those of lists that such an actor handed on, too.
-- Reads: temp.list_rows, temp.recounted. Writes: temp.counted_rows. Used by: assess.
CREATE OR REPLACE TEMP VIEW counted_rows AS
SELECT * FROM list_rows WHERE actor_no IN (SELECT actor_no FROM recounted);
