-- One row per list whose rows are read: held by the actors to be counted, handed on by them, or shown with their sales.
-- Reads: temp.list_uses, temp.recounted. Writes: temp.lists_read. Used by: assess.
CREATE OR REPLACE TEMP TABLE lists_read AS
SELECT DISTINCT u.dataset_no
FROM list_uses AS u
JOIN recounted AS n ON n.case_id = u.case_id AND n.actor = u.actor;
