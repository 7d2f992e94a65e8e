-- One row per case whose results change: the withdrawn datasets' own, and those of the lists that wait to be resolved again.
-- Reads: datasets. Writes: list_pairs, derivations, datasets. Used by: withdraw.
CREATE OR REPLACE TEMP TABLE withdraw_cases AS
SELECT DISTINCT case_id
FROM datasets
WHERE kind IN ('seized', 'leaked', 'reference') AND state IN ('normalised', 'resolved', 'derived')
    AND (dataset_no IN (SELECT unnest($touched)) OR ($lists AND case_id IN (SELECT unnest($cases))));

DELETE FROM list_pairs WHERE parent_no IN (SELECT unnest($datasets)) OR child_no IN (SELECT unnest($datasets));
DELETE FROM derivations WHERE case_id IN (SELECT case_id FROM withdraw_cases) OR ($lists AND case_id IN (SELECT unnest($cases)));

UPDATE datasets SET state = 'resolved'
WHERE state = 'derived' AND case_id IN (SELECT case_id FROM withdraw_cases) AND kind IN ('seized', 'leaked', 'reference');

SELECT case_id FROM withdraw_cases
UNION
SELECT unnest($cases) AS case_id
ORDER BY case_id;
