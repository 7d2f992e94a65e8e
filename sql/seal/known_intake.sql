-- One row per intake with this id: taken before.
-- Reads: intakes. Writes: nothing (returns rows). Used by: seal.
SELECT intake_id
FROM intakes
WHERE intake_id = $id;
