-- One row per person with a row in these lists (resolve_touched), and per carrier of their keys that ties nobody now (resolve_lost).
-- Reads: person_records, person_keys, resolve_keys. Writes: resolve_touched, resolve_lost (temporary); returns how many are lost.
-- Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_touched AS
SELECT DISTINCT person_id
FROM person_records
WHERE dataset_no IN (SELECT unnest($datasets));

CREATE OR REPLACE TEMP TABLE resolve_lost AS
SELECT DISTINCT p.carrier_hash AS carrier
FROM person_keys AS p
SEMI JOIN resolve_keys AS k ON p.carrier_hash = k.carrier
WHERE p.person_id IS NULL;

SELECT count(*) AS lost
FROM resolve_lost;
