-- One row per judgement on two rows of the lists, or two persons, that is in force and whose rows are there (resolve_judged).
-- A side is `path#row`, `dataset_id:row` or a person's number; what names a holder or account of the case is a decision on actors and
-- trace's. A number means the first row that the person has when the judgement is first read, and that row from then on.
-- Reads: judgements, datasets, accounts, records, person_records, person_merges, person_judgements. Writes: resolve_decided, resolve_sides,
-- resolve_judged (temporary), load_issues.
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_decided AS
SELECT *
FROM judgements
WHERE subject = 'person'
QUALIFY row_number() OVER (
    PARTITION BY case_id, least("left", "right"), greatest("left", "right")
    ORDER BY "at" DESC NULLS LAST, source_line DESC, source_file, finding_id
) = 1;

CREATE OR REPLACE TEMP TABLE resolve_sides AS
WITH RECURSIVE sides AS (
    SELECT case_id, finding_id, source_line, 'left' AS side, trim("left") AS said FROM resolve_decided
    UNION ALL
    SELECT case_id, finding_id, source_line, 'right', trim("right") FROM resolve_decided
),

read AS (
    SELECT
        *,
        regexp_extract(said, '^(.+)[#:]\s*(\d{1,15})$', 1) AS place,
        try_cast(regexp_extract(said, '^(.+)[#:]\s*(\d{1,15})$', 2) AS BIGINT) AS row_no,
        try_cast(regexp_extract(said, '^\d{1,15}$') AS BIGINT) AS person_id
    FROM sides AS s
    WHERE NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.case_id = s.case_id AND s.said IN (a.account, a.actor))
        AND NOT EXISTS (SELECT 1 FROM datasets AS d WHERE d.case_id = s.case_id AND s.said = d.holder)
),

-- A person that became another one since is meant as that one.
become AS (
    SELECT DISTINCT person_id AS said, person_id FROM read WHERE person_id IS NOT NULL
    UNION
    SELECT b.said, m.person_id FROM become AS b INNER JOIN person_merges AS m ON b.person_id = m.merged_id
),

numbered AS (
    SELECT b.said, min(CAST(p.dataset_no AS BIGINT) * 1099511627776 + p.row_no) AS spot
    FROM become AS b
    INNER JOIN person_records AS p ON b.person_id = p.person_id
    GROUP BY b.said
),

known AS (
    SELECT finding_id, source_line, 'left' AS side, left_no AS dataset_no, left_row AS row_no FROM person_judgements
    UNION ALL
    SELECT finding_id, source_line, 'right', right_no, right_row FROM person_judgements
),

found AS (
    SELECT r.finding_id, r.source_line, r.side, d.dataset_no, r.row_no
    FROM read AS r
    INNER JOIN datasets AS d ON r.place = d.dataset_id OR (r.place = d.path AND r.case_id = d.case_id)
    WHERE d.kind IN ('seized', 'leaked', 'reference') AND d.state IN ('normalised', 'resolved', 'derived')
    UNION ALL
    SELECT
        r.finding_id, r.source_line, r.side, coalesce(k.dataset_no, n.spot // 1099511627776), coalesce(k.row_no, n.spot % 1099511627776)
    FROM read AS r
    LEFT JOIN known AS k ON r.finding_id = k.finding_id AND r.source_line = k.source_line AND r.side = k.side
    LEFT JOIN numbered AS n ON r.person_id = n.said
    WHERE r.person_id IS NOT NULL
),

there AS (
    SELECT f.finding_id, f.source_line, f.side, min(f.dataset_no) AS dataset_no, min(f.row_no) AS row_no
    FROM found AS f
    INNER JOIN records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
    GROUP BY f.finding_id, f.source_line, f.side
    HAVING count(*) = 1
)

SELECT r.finding_id, r.source_line, r.side, t.dataset_no, t.row_no
FROM read AS r
LEFT JOIN there AS t ON r.finding_id = t.finding_id AND r.source_line = t.source_line AND r.side = t.side
WHERE r.place <> '' OR r.person_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE resolve_judged AS
SELECT
    d.case_id, d.finding_id, d.source_file, d.source_line, d.verdict,
    CAST(l.dataset_no AS INTEGER) AS left_no, l.row_no AS left_row, CAST(r.dataset_no AS INTEGER) AS right_no, r.row_no AS right_row, d."at"
FROM resolve_decided AS d
INNER JOIN resolve_sides AS l ON d.finding_id = l.finding_id AND d.source_line = l.source_line AND l.side = 'left'
INNER JOIN resolve_sides AS r ON d.finding_id = r.finding_id AND d.source_line = r.source_line AND r.side = 'right'
WHERE l.dataset_no IS NOT NULL AND r.dataset_no IS NOT NULL AND (l.dataset_no, l.row_no) <> (r.dataset_no, r.row_no)
QUALIFY row_number() OVER (
    PARTITION BY least((l.dataset_no, l.row_no), (r.dataset_no, r.row_no)), greatest((l.dataset_no, l.row_no), (r.dataset_no, r.row_no))
    ORDER BY d."at" DESC NULLS LAST, d.source_line DESC, d.source_file, d.finding_id
) = 1;

DELETE FROM resolve_judged WHERE verdict NOT IN ('confirmed', 'rejected');

DELETE FROM load_issues WHERE code = 'judgement_no_row';

INSERT INTO load_issues BY NAME
SELECT
    d.finding_id, d.case_id, t.dataset_id, d.source_file AS path, s.side AS field, 'judgement_no_row' AS code,
    'line ' || string_agg(d.source_line, ', ' ORDER BY d.source_line)
    || ': no such row of a list is here (file#row, dataset_id:row, or the number of a person); it counts as soon as one is' AS message
FROM resolve_decided AS d
INNER JOIN resolve_sides AS s ON d.finding_id = s.finding_id AND d.source_line = s.source_line
LEFT JOIN datasets AS t ON d.finding_id = t.finding_id AND d.source_file = t.path
WHERE s.dataset_no IS NULL AND d.verdict IN ('confirmed', 'rejected')
GROUP BY d.finding_id, d.case_id, t.dataset_id, d.source_file, s.side;
