-- One row per accepted row of the lists in the view `stacked`: a copy of it, of many small lists.
-- Reads: stacked. Writes: stacked_rows (temporary) and the view found. Used by: normalise.
CREATE OR REPLACE TEMP TABLE stacked_rows AS SELECT * FROM stacked;

CREATE OR REPLACE TEMP VIEW found AS SELECT * FROM stacked_rows;
