-- One row per accepted row of the datasets in the view `stacked`: a copy of small ones. What reads it is one pipeline, and not one
-- per dataset, each with its own patterns.
-- Reads: stacked (temporary). Writes: gathered (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE gathered AS SELECT * FROM stacked;
