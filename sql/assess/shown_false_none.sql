-- One row per row of a list shown to be false; none yet.
-- Reads: nothing. Writes: temp.shown_false. Used by: assess.
CREATE OR REPLACE TEMP TABLE shown_false (
    dataset_no INTEGER, row_no BIGINT, field VARCHAR, reason VARCHAR, evidence VARCHAR, source_file VARCHAR, source_line BIGINT
);
