-- One row per person more who has a key that ties nobody now and might tie without the lists (resolve_touched), and per such key of theirs.
-- Reads: resolve_keys, resolve_members, person_records, person_keys, resolve_touched, resolve_lost.
-- Writes: resolve_touched, resolve_lost (temporary); returns how many both hold. Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_holders AS
SELECT DISTINCT k.carrier, p.person_id
FROM resolve_keys AS k
INNER JOIN resolve_members AS m ON k.node = m.node
INNER JOIN person_records AS p ON m.dataset_no = p.dataset_no AND m.row_no = p.row_no
SEMI JOIN person_keys AS s ON k.carrier = s.carrier_hash AND s.person_id IS NULL;

INSERT INTO resolve_touched
SELECT DISTINCT h.person_id
FROM resolve_holders AS h
SEMI JOIN resolve_lost AS l ON h.carrier = l.carrier
ANTI JOIN resolve_touched AS t ON h.person_id = t.person_id;

INSERT INTO resolve_lost
SELECT DISTINCT h.carrier
FROM resolve_holders AS h
SEMI JOIN resolve_touched AS t ON h.person_id = t.person_id
ANTI JOIN resolve_lost AS l ON h.carrier = l.carrier;

SELECT (SELECT count(*) FROM resolve_touched) + (SELECT count(*) FROM resolve_lost) AS found;
