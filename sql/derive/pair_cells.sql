-- One row per ordered pair of lists of a case: contested cells that both have.
-- Reads: alike, field_weights, pair_persons. Returns rows. Used by: derive.
-- lost: the parent stands alone and the child has what others have, so the child would have mended it; new: the other way round.
-- changed_columns: fields in which nearly every shared person differs: the whole column was replaced or reformatted, one act.
-- tidied: cells with odd spaces against a list that has none in any cell: made by the one, or trimmed by the other. Either way one
-- act, which says nothing of who was first.
-- towards: log-likelihood of what the readings look like, if the child's are the errors.
WITH tidy AS (
    SELECT dataset_no, NOT bool_or(untidy) AS tidy FROM alike GROUP BY dataset_no
),

used AS (
    SELECT a.*, t.tidy
    FROM alike AS a
    INNER JOIN tidy AS t ON a.dataset_no = t.dataset_no
),

-- Each pair once, the other direction follows: whatever says that the other's reading is the error says that the one's is not.
met AS (
    SELECT
        a.dataset_no AS one_no,
        b.dataset_no AS other_no,
        a.field,
        a.cells,
        a.reading <> b.reading AS differs,
        (a.untidy AND b.tidy) OR (b.untidy AND a.tidy) AS trimmed,
        a.held AS one_held,
        b.held AS other_held,
        a.deviant AS one_deviant,
        b.deviant AS other_deviant,
        a.usual AS one_usual,
        b.usual AS other_usual,
        look_odds(a.usual, a.spelt, b.usual, b.spelt, coalesce(w.plain, 11 / 12), coalesce(w.share, 0.625)) AS odds
    FROM used AS a
    INNER JOIN used AS b ON a.kind = b.kind AND a.field = b.field AND a.dataset_no < b.dataset_no
    LEFT JOIN field_weights AS w ON a.field = w.field
    WHERE a.field NOT LIKE '%~' OR a.masked OR b.masked
),

pairs AS (
    SELECT
        one_no,
        other_no,
        field,
        coalesce(sum(cells) FILTER (differs AND NOT trimmed), 0) AS differing,
        coalesce(sum(cells) FILTER (differs AND trimmed), 0) AS tidied,
        coalesce(sum(cells) FILTER (NOT differs AND one_deviant), 0) AS shared_variants,
        coalesce(sum(cells) FILTER (differs AND one_held AND NOT other_held), 0) AS other_alone,
        coalesce(sum(cells) FILTER (differs AND other_held AND NOT one_held), 0) AS one_alone,
        coalesce(sum(cells) FILTER (differs AND other_deviant), 0) AS other_variants,
        coalesce(sum(cells) FILTER (differs AND one_deviant), 0) AS one_variants,
        round(sum(cells * look_gain(odds)) FILTER (differs AND NOT trimmed), 4) AS towards,
        round(sum(cells * look_gain(-odds)) FILTER (differs AND NOT trimmed), 4) AS away,
        coalesce(sum(cells) FILTER (one_usual > other_usual), 0) AS more,
        coalesce(sum(cells) FILTER (one_usual < other_usual), 0) AS less,
        coalesce(sum(cells) FILTER (one_usual = other_usual AND one_usual < 0), 0) AS kept
    FROM met
    GROUP BY one_no, other_no, field
),

fields AS (
    SELECT
        one_no AS parent_no, other_no AS child_no, field, differing, tidied, shared_variants, other_alone AS new_alone,
        one_alone AS lost_alone, other_variants AS new_variants, towards, more, less, kept
    FROM pairs
    UNION ALL
    SELECT
        other_no AS parent_no, one_no AS child_no, field, differing, tidied, shared_variants, one_alone AS new_alone,
        other_alone AS lost_alone, one_variants AS new_variants, away AS towards, less AS more, more AS less, kept
    FROM pairs
),

acts AS (
    SELECT
        f.*,
        f.field <> 'copies' AS is_cell,
        f.differing + f.tidied > $whole * p.shared_persons AND f.differing + f.tidied > 20 AS whole
    FROM fields AS f
    LEFT JOIN pair_persons AS p
        ON p.one_no = least(f.parent_no, f.child_no) AND p.other_no = greatest(f.parent_no, f.child_no)
)

SELECT
    parent_no,
    child_no,
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
