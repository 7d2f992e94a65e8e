-- One row per accepted row of the datasets in the view `stacked`: a copy of many small ones, so that reading it is one pipeline.
-- Reads: stacked (temporary). Writes: gathered and the view found (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE gathered AS SELECT * FROM stacked;

CREATE OR REPLACE TEMP VIEW found AS SELECT * FROM gathered;
