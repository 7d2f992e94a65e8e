-- One row per ordered pair of lists of a case: contested cells that both have.
-- Reads: variants, field_weights, pair_persons. Returns rows. Used by: derive.
-- lost: the parent stands alone and the child has what others have, so the child would have mended it; new: the other way round.
-- changed_columns: fields in which nearly every shared person differs: the whole column was replaced or reformatted, one act.
-- tidied: cells with odd spaces against a list that has none in any cell: made by the one, or trimmed by the other. Either way one
-- act, which says nothing of who was first.
-- towards: log-likelihood of what the readings look like, if the child's are the errors.
WITH size AS (
    SELECT case_id, sum(lists * lists) AS pairs
    FROM (SELECT case_id, count(*) AS lists FROM variants WHERE case_id = $case_id GROUP BY case_id, person_id, field)
    GROUP BY case_id
),

used AS (
    SELECT v.*, greatest(s.pairs // $pairs, 1) AS step, NOT bool_or(v.untidy) OVER (PARTITION BY v.dataset_no) AS tidy
    FROM variants AS v
    INNER JOIN size AS s ON v.case_id = s.case_id
    WHERE v.case_id = $case_id AND hash(v.person_id) % greatest(s.pairs // $pairs, 1)::UBIGINT = 0
),

fields AS (
    SELECT
        a.dataset_no AS parent_no,
        b.dataset_no AS child_no,
        a.field,
        any_value(a.step)::DOUBLE AS step,
        count(*) FILTER (a.reading <> b.reading AND NOT (a.untidy AND b.tidy) AND NOT (b.untidy AND a.tidy)) AS differing,
        count(*) FILTER (a.reading <> b.reading AND ((a.untidy AND b.tidy) OR (b.untidy AND a.tidy))) AS tidied,
        count(*) FILTER (a.reading = b.reading AND a.deviant) AS shared_variants,
        count(*) FILTER (a.reading <> b.reading AND a.holders > 1 AND b.holders = 1) AS new_alone,
        count(*) FILTER (a.reading <> b.reading AND a.holders = 1 AND b.holders > 1) AS lost_alone,
        count(*) FILTER (a.reading <> b.reading AND b.deviant) AS new_variants,
        round(
            sum(look_gain(look_odds(a.usual, a.spelt, b.usual, b.spelt, coalesce(w.plain, 11 / 12), coalesce(w.share, 0.625))))
                FILTER (a.reading <> b.reading AND NOT (a.untidy AND b.tidy) AND NOT (b.untidy AND a.tidy)),
            4
        ) AS towards,
        count(*) FILTER (a.usual > b.usual) AS more,
        count(*) FILTER (a.usual < b.usual) AS less,
        count(*) FILTER (a.usual = b.usual AND a.usual < 0) AS kept
    FROM used AS a
    INNER JOIN used AS b
        ON a.case_id = b.case_id AND a.person_id = b.person_id AND a.field = b.field AND a.dataset_no <> b.dataset_no
    LEFT JOIN field_weights AS w ON a.field = w.field
    WHERE a.field NOT LIKE '%~' OR a.masked OR b.masked
    GROUP BY a.dataset_no, b.dataset_no, a.field
),

acts AS (
    SELECT
        f.*,
        f.field <> 'copies' AS is_cell,
        (f.differing + f.tidied) * f.step > $whole * p.shared_persons AND f.differing + f.tidied > 20 AS whole
    FROM fields AS f
    LEFT JOIN pair_persons AS p
        ON p.one_no = least(f.parent_no, f.child_no) AND p.other_no = greatest(f.parent_no, f.child_no)
)

SELECT
    parent_no,
    child_no,
    any_value(step) AS step,
    (coalesce(sum(differing) FILTER (is_cell AND NOT whole), 0)
    + least(coalesce(sum(tidied) FILTER (is_cell AND NOT whole), 0), 1))::DOUBLE AS differing,
    count(*) FILTER (is_cell AND whole)::DOUBLE AS changed_columns,
    coalesce(sum(shared_variants) FILTER (is_cell), 0)::DOUBLE AS shared_variants,
    coalesce(sum(new_alone) FILTER (is_cell AND NOT whole), 0)::DOUBLE AS new_alone,
    coalesce(sum(lost_alone) FILTER (is_cell AND NOT whole), 0)::DOUBLE AS lost_alone,
    coalesce(sum(new_variants) FILTER (is_cell AND NOT whole), 0)::DOUBLE AS new_variants,
    round(coalesce(sum(towards) FILTER (is_cell AND NOT whole), 0), 4) AS towards,
    coalesce(sum(more) FILTER (NOT is_cell), 0)::DOUBLE AS copies_more,
    coalesce(sum(less) FILTER (NOT is_cell), 0)::DOUBLE AS copies_less,
    coalesce(sum(kept) FILTER (NOT is_cell), 0)::DOUBLE AS copies_kept
FROM acts
GROUP BY parent_no, child_no
ORDER BY parent_no, child_no;
