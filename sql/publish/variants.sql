-- One row per list, person and field in which the lists of a case disagree. No value and no hash of one, which could be
-- guessed: readings are numbered per person and field, the most frequent first.
-- Reads: variants, variant_readings, datasets. Writes: published.variants. Used by: publish.
INSERT INTO published.variants BY NAME
WITH numbered AS (
    SELECT
        case_id, person_id, field, reading, holders, deviant,
        row_number() OVER (PARTITION BY case_id, person_id, field ORDER BY holders DESC, reading)::INTEGER AS place
    FROM variant_readings
)

SELECT v.case_id, d.dataset_id, v.person_id, v.field, r.place AS reading, r.holders, r.deviant
FROM variants AS v
JOIN numbered AS r ON r.case_id = v.case_id AND r.person_id = v.person_id AND r.field = v.field AND r.reading = v.reading
JOIN datasets AS d ON d.dataset_no = v.dataset_no;
