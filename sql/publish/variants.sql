-- One row per list, person and field in which the lists of a case disagree. No value and no hash of one, which could be
-- guessed: readings are numbered per person and field, the most frequent first.
-- Reads: variants, datasets. Writes: published.variants. Used by: publish.
INSERT INTO published.variants BY NAME
SELECT v.case_id, d.dataset_id, v.person_id, v.field,
    dense_rank() OVER (PARTITION BY v.case_id, v.person_id, v.field ORDER BY v.holders DESC, v.reading)::INTEGER AS reading,
    v.holders, v.deviant
FROM variants AS v
JOIN datasets AS d ON d.dataset_no = v.dataset_no;
