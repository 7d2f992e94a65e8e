-- One row per list that was compared now: which row is whose.
-- Reads: persons_now. Writes: compared_lists. Used by: derive.
DELETE FROM compared_lists WHERE dataset_no IN (SELECT dataset_no FROM persons_now);

INSERT INTO compared_lists BY NAME
SELECT dataset_no, persons FROM persons_now;
