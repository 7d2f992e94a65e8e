-- One row per accepted row of the lists that are read, with its person and parent; none yet.
-- Reads: nothing. Writes: temp.list_rows. Used by: assess.
-- alone: its holder has no other row of the person.
CREATE OR REPLACE TEMP TABLE list_rows (
    actor_no INTEGER, dataset_no INTEGER, row_no BIGINT, person_id BIGINT, guardian BIGINT, main UTINYINT, strict UTINYINT,
    bare BOOLEAN, copied BOOLEAN, is_false BOOLEAN, alone BOOLEAN
);
