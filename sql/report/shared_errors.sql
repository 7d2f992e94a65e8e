-- One row per example of an error that the lists of seller and buyer share, masked so that the error alone is seen.
-- Reads: hops, actors, datasets, derivations, variants, variant_readings, person_records, records. Writes: nothing (returns rows). Used by: report.
WITH handles AS (
    SELECT handle, min(actor) AS actor
    FROM (
        SELECT actor, unnest(list_append(coalesce(accounts, CAST([] AS VARCHAR[])), actor)) AS handle
        FROM actors
        WHERE case_id = $case_id
    )
    GROUP BY handle
),

lists AS (
    SELECT d.dataset_id, min(d.dataset_no) AS dataset_no, coalesce(min(h.actor), min(d.holder)) AS actor
    FROM datasets AS d
    LEFT JOIN handles AS h ON d.holder = h.handle
    WHERE d.case_id = $case_id
    GROUP BY d.dataset_id
),

-- the likeliest pair of lists of each hop
pairs AS (
    SELECT h.hop_id, p.dataset_no AS parent_no, c.dataset_no AS child_no
    FROM derivations AS d
    INNER JOIN lists AS p ON d.parent_dataset_id = p.dataset_id
    INNER JOIN lists AS c ON d.child_dataset_id = c.dataset_id
    INNER JOIN hops AS h ON h.seller = p.actor AND h.buyer = c.actor
    WHERE d.case_id = $case_id AND h.case_id = $case_id
    QUALIFY row_number() OVER (
        PARTITION BY h.hop_id
        ORDER BY d.confidence DESC, d.shared_variants DESC, d.parent_dataset_id, d.child_dataset_id
    ) = 1
),

deviating AS (
    SELECT v.dataset_no, v.person_id, v.field, v.reading, r.holders
    FROM variants AS v
    INNER JOIN variant_readings AS r USING (case_id, person_id, field, reading)
    SEMI JOIN (SELECT parent_no AS dataset_no FROM pairs UNION SELECT child_no FROM pairs) AS wanted USING (dataset_no)
    WHERE v.case_id = $case_id AND r.deviant AND NOT v.masked AND v.field <> 'copies' AND v.field NOT LIKE '%~'
),

shared AS (
    SELECT pairs.*, a.person_id, a.field, a.holders
    FROM pairs
    INNER JOIN deviating AS a ON pairs.parent_no = a.dataset_no
    INNER JOIN deviating AS b
        ON pairs.child_no = b.dataset_no AND a.person_id = b.person_id AND a.field = b.field AND a.reading = b.reading
    QUALIFY row_number() OVER (PARTITION BY pairs.hop_id, a.field ORDER BY a.holders, hash(a.person_id), a.person_id) <= $candidates
),

-- a list that has the person's cell as most lists have it
common AS (
    SELECT v.person_id, v.field, min(v.dataset_no) AS usual_no
    FROM variants AS v
    INNER JOIN variant_readings AS r USING (case_id, person_id, field, reading)
    SEMI JOIN shared USING (person_id, field)
    WHERE v.case_id = $case_id AND NOT r.deviant AND NOT v.masked
    GROUP BY v.person_id, v.field
),

wanted AS (
    SELECT s.*, c.usual_no
    FROM shared AS s
    INNER JOIN common AS c USING (person_id, field)
),

places AS (
    SELECT dataset_no, person_id, min(row_no) AS row_no
    FROM person_records
    SEMI JOIN (
        SELECT parent_no AS dataset_no, person_id FROM wanted
        UNION SELECT child_no, person_id FROM wanted
        UNION SELECT usual_no, person_id FROM wanted
    ) AS w USING (dataset_no, person_id)
    GROUP BY dataset_no, person_id
),

-- by where they lie, so that the sixty columns are read for these rows alone: 0.4 s instead of 1.5 s at 2.5 million rows
hits AS (
    SELECT r.place, p.dataset_no, p.person_id, p.row_no
    FROM placed_records AS r
    INNER JOIN places AS p USING (dataset_no, row_no)
),

cells AS (
    SELECT h.dataset_no, h.person_id, h.row_no, to_json(r) AS cell
    FROM placed_records AS r
    INNER JOIN hits AS h ON r.place = h.place
    WHERE r.place IN (SELECT hits.place FROM hits)
),

texts AS (
    SELECT
        w.hop_id, w.field, w.holders, w.person_id,
        parent.row_no AS parent_row,
        child.row_no AS child_row,
        child.cell ->> w.field AS found,
        usual.cell ->> w.field AS usual
    FROM wanted AS w
    INNER JOIN cells AS parent ON w.parent_no = parent.dataset_no AND w.person_id = parent.person_id
    INNER JOIN cells AS child ON w.child_no = child.dataset_no AND w.person_id = child.person_id
    INNER JOIN cells AS usual ON w.usual_no = usual.dataset_no AND w.person_id = usual.person_id
    WHERE parent.cell ->> w.field = child.cell ->> w.field
),

masked AS (
    SELECT *, mask_difference(found, usual) AS found_masked, mask_difference(usual, found) AS usual_masked
    FROM texts
    WHERE length(found) >= 2 AND length(usual) >= 2 AND found <> usual
)

SELECT hop_id, field, usual_masked AS usual, found_masked AS found, parent_row, child_row
FROM masked
WHERE found_masked IS NOT NULL AND usual_masked IS NOT NULL
QUALIFY
    row_number() OVER (PARTITION BY hop_id, field ORDER BY holders, parent_row, child_row) <= 2
    AND row_number() OVER (
        PARTITION BY hop_id ORDER BY holders, field, parent_row, child_row
    ) <= $most
ORDER BY hop_id, field, parent_row, child_row;
