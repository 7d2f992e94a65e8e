-- One row per row of a list and value of it shown to be false; none yet.
-- Reads: nothing. Writes: temp.shown_false. Used by: assess.
CREATE OR REPLACE TEMP TABLE shown_false (
    dataset_no INTEGER, row_no BIGINT, field VARCHAR, case_id VARCHAR, "value" VARCHAR, reason VARCHAR, evidence VARCHAR, source_file VARCHAR, source_line BIGINT
);
