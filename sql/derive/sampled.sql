-- One row per case: whether all its readings are to be weighed again, since what they are weighed by is other than it was: the cells of the
-- sample, or of which fields only a part is asked how it is spelt.
-- Reads: readings, variant_readings, sampled_values, case_samples. Writes: spelt_steps, sample_now (temporary). Returns rows. Used by: derive.
CREATE OR REPLACE TEMP TABLE spelt_steps AS
WITH told AS (
    SELECT field FROM readings WHERE field IN (SELECT unnest($spelt))
    UNION ALL
    SELECT field FROM variant_readings WHERE case_id = $case_id AND field IN (SELECT unnest($spelt))
)

SELECT field, halving_step(count(*), $most) AS step FROM told GROUP BY field;

CREATE OR REPLACE TEMP TABLE sample_now AS
WITH weighed_by AS (
    SELECT hash(hash(person_id, field, text)) AS what FROM sampled_values
    UNION ALL
    SELECT hash(hash(field, CAST(step AS VARCHAR))) FROM spelt_steps
)

-- With how exactly they are weighed: an older home weighs its readings anew.
SELECT hash('tenths', CAST(coalesce(sum(what), 0) AS VARCHAR)) AS sample FROM weighed_by;

SELECT count(*) = 0 AS again
FROM sample_now AS n
INNER JOIN case_samples AS s ON s.case_id = $case_id AND n.sample = s.sample;
