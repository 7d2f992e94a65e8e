-- One row per pair of lists of the case: the persons that both hold and how far their rows keep one order.
-- Reads: holders, first_rows, list_marks, list_pairs, list_merges. Writes: pair_persons. Returns rows. Used by: derive.
-- Counted for the pairs of which one is new; the others as stored, but for persons who were found to be one. Persons in the same lists are counted together.
-- place: the new lists come before the others, so that every pair of which one is new is met once.
-- Found through shared persons, never by comparing all pairs of files; order from a sample of the persons by their hash.
CREATE OR REPLACE TEMP TABLE held_sets AS
WITH sets AS (
    SELECT count(*) AS persons, min(person_id) AS person_id
    FROM holders
    WHERE shared
    GROUP BY held
)

SELECT
    s.person_id,
    s.persons,
    f.dataset_no,
    l.is_new,
    CASE WHEN l.is_new THEN 0 ELSE 4294967296 END + f.dataset_no AS place
FROM sets AS s
INNER JOIN first_rows AS f ON s.person_id = f.person_id
INNER JOIN list_marks AS l ON f.dataset_no = l.dataset_no;

CREATE OR REPLACE TEMP TABLE pair_shared AS
WITH pairs AS (
    SELECT a.dataset_no AS one_no, b.dataset_no AS other_no, sum(a.persons)::BIGINT AS shared_persons
    FROM held_sets AS a
    INNER JOIN held_sets AS b ON a.person_id = b.person_id AND a.place < b.place
    WHERE a.is_new
    GROUP BY a.dataset_no, b.dataset_no
)

SELECT least(one_no, other_no) AS one_no, greatest(one_no, other_no) AS other_no, shared_persons FROM pairs;

CREATE OR REPLACE TEMP TABLE ordered_rows AS
SELECT person_id, dataset_no, row_no
FROM first_rows
WHERE hash(person_id) % (SELECT greatest(sum(shared_persons) // $ordered, 1) FROM pair_shared)::UBIGINT = 0;

CREATE OR REPLACE TEMP TABLE pair_persons AS
WITH neighbours AS (
    SELECT
        a.dataset_no AS one_no,
        b.dataset_no AS other_no,
        b.row_no,
        lead(b.row_no) OVER (PARTITION BY a.dataset_no, b.dataset_no ORDER BY a.row_no) AS next_row
    FROM ordered_rows AS a
    INNER JOIN ordered_rows AS b ON a.person_id = b.person_id AND a.dataset_no < b.dataset_no
    WHERE a.dataset_no IN (SELECT unnest($new)) OR b.dataset_no IN (SELECT unnest($new))
),

orders AS (
    SELECT one_no, other_no, count(next_row) AS neighbours, count(*) FILTER (next_row > row_no) AS ascending
    FROM neighbours
    GROUP BY one_no, other_no
),

stored AS (
    SELECT parent_no AS one_no, child_no AS other_no, shared_persons, order_pairs, order_kept
    FROM list_pairs
    WHERE case_id = $case_id AND parent_no < child_no
    UNION ALL
    SELECT dataset_no AS one_no, other_no, persons AS shared_persons, 0 AS order_pairs, 0 AS order_kept
    FROM list_merges
    WHERE dataset_no < other_no
)

SELECT s.one_no, s.other_no, s.shared_persons, coalesce(o.neighbours, 0) AS neighbours, coalesce(o.ascending, 0) AS ascending
FROM pair_shared AS s
LEFT JOIN orders AS o ON s.one_no = o.one_no AND s.other_no = o.other_no
UNION ALL
SELECT
    s.one_no, s.other_no, sum(s.shared_persons)::BIGINT AS shared_persons, sum(s.order_pairs)::BIGINT AS neighbours,
    sum(s.order_kept)::BIGINT AS ascending
FROM stored AS s
INNER JOIN list_marks AS a ON s.one_no = a.dataset_no
INNER JOIN list_marks AS b ON s.other_no = b.dataset_no
WHERE NOT a.is_new AND NOT b.is_new
GROUP BY s.one_no, s.other_no;

SELECT * FROM pair_persons ORDER BY one_no, other_no;
