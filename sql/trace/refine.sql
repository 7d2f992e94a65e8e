-- One row per derivation of the case: its confidence once money, messages, time and judgements have spoken too.
-- Reads: derivations, list_pairs, datasets. Writes: derivations. Used by: trace.
-- What a person confirmed is stored even where content alone found it too improbable to store.
INSERT INTO derivations BY NAME
SELECT
    p.case_id,
    a.dataset_id AS parent_dataset_id,
    b.dataset_id AS child_dataset_id,
    0.0 AS confidence,
    p.shared_persons,
    0.0 AS containment,
    p.shared_variants::BIGINT AS shared_variants,
    p.new_variants::BIGINT AS new_variants,
    0 AS new_persons
FROM list_pairs AS p
INNER JOIN datasets AS a ON p.parent_no = a.dataset_no
INNER JOIN datasets AS b ON p.child_no = b.dataset_no
INNER JOIN (SELECT unnest($parents) AS parent, unnest($children) AS child, unnest($judgements) AS judgement) AS n
    ON a.dataset_id = n.parent AND b.dataset_id = n.child
ANTI JOIN derivations AS d ON a.dataset_id = d.parent_dataset_id AND b.dataset_id = d.child_dataset_id AND p.case_id = d.case_id
WHERE p.case_id = $case_id AND n.judgement IS NOT NULL;

UPDATE derivations
SET confidence = n.confidence, judgement = n.judgement
FROM (
    SELECT unnest($parents) AS parent, unnest($children) AS child, unnest($confidences) AS confidence, unnest($judgements) AS judgement
) AS n
WHERE case_id = $case_id AND parent_dataset_id = n.parent AND child_dataset_id = n.child;
