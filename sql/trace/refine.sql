-- One row per derivation of the case: its confidence once money, messages and time have spoken too.
-- Reads: derivations. Writes: derivations. Used by: trace.
UPDATE derivations
SET confidence = n.confidence
FROM (SELECT unnest($parents) AS parent, unnest($children) AS child, unnest($confidences) AS confidence) AS n
WHERE case_id = $case_id AND parent_dataset_id = n.parent AND child_dataset_id = n.child;
