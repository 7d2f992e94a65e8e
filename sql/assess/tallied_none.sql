-- One row per actor to be counted, key and class of each reading: how many; none yet.
-- Reads: nothing. Writes: temp.tallied. Used by: assess.
CREATE OR REPLACE TEMP TABLE tallied (
    actor_no INTEGER, "key" VARCHAR, main UTINYINT, strict UTINYINT, named UTINYINT, parent BOOLEAN, number BIGINT
);
