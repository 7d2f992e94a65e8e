-- One row per person with a row in these lists (resolve_touched, resolve_newly), and per carrier that ties nobody now (resolve_lost).
-- Reads: person_records. Writes: resolve_touched, resolve_newly, resolve_lost (temporary). Used by: resolve (release).
CREATE OR REPLACE TEMP TABLE resolve_touched AS
SELECT DISTINCT person_id
FROM person_records
WHERE dataset_no IN (SELECT unnest($datasets));

CREATE OR REPLACE TEMP TABLE resolve_newly AS
SELECT person_id
FROM resolve_touched;

CREATE OR REPLACE TEMP TABLE resolve_lost AS
SELECT kind, carrier
FROM resolve_carried
WHERE FALSE;
