-- One row per face of a cluster that has several rows (resolve_folded): what it shows under one name and phone.
-- Part $part of $parts of the clusters at a time: texts that are grouped do not spill.
-- Reads: resolve_shown. Writes: resolve_folded (temporary). Used by: resolve.
INSERT INTO resolve_folded
SELECT
    label, who, ends, min(phone), min(id_number), min(id_valid), min(birth_date), min(guardian), min(school), min(grade), min(class), min(gender),
    min(address), min(student_number), min(email_im), min(postcode), min(birth_place), min(occupation)
FROM resolve_shown
WHERE abs(label) % $parts = $part
GROUP BY label, who, ends;
