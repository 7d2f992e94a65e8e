-- One row per accepted row of the datasets in the view `stacked`.
-- Reads: stacked (temporary). Writes: the view found (temporary). Used by: normalise.
CREATE OR REPLACE TEMP VIEW found AS SELECT * FROM stacked;
