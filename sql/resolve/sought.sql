-- One row per carrier of new nodes (resolve_sought), and what is known with these (resolve_near); per ID number that several nodes have
-- (resolve_numbers), and that may be nobody's (resolve_nobodys).
-- Reads: resolve_carried, resolve_kinds, identities, records, person_judgements.
-- Writes: resolve_sought, resolve_near, resolve_numbers, resolve_nobodys, resolve_opened (temporary). Used by: resolve.
-- Names are noted as bits of a word: as many bits, as many names at least; `found` is how many at most.
-- Empty where nothing is known. A table, so that what is known is sought by it and not the other way round.
CREATE OR REPLACE TEMP TABLE resolve_sought AS
SELECT kind, carrier, count(*) AS found, bit_or(name_bit(who)) AS names, bool_or(open) AS open
FROM resolve_carried
WHERE node IS NOT NULL AND (SELECT count(*) FROM identities) > 0
GROUP BY kind, carrier;

-- What is known with these carriers: found in one pass of the known, whatever is asked of it afterwards. By the hash alone, which differs from
-- kind to kind but for numbers of documents; those of the other kind weigh nothing below.
CREATE OR REPLACE TEMP TABLE resolve_near AS
SELECT o.person_id, o.open, o.kind, o.carrier, o.who, o.tie
FROM resolve_carried AS o
SEMI JOIN resolve_sought AS s ON o.carrier = s.carrier
WHERE o.person_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE resolve_numbers AS
SELECT kind, carrier, count(*) AS found, bit_or(name_bit(who)) AS names
FROM resolve_carried
WHERE node IS NOT NULL AND kind = 1
GROUP BY kind, carrier
HAVING count(*) > 1;

-- ID numbers that may have too many names, or of rows that a judgement is about: such a number may be nobody's.
CREATE OR REPLACE TEMP TABLE resolve_nobodys AS
WITH known AS (
    SELECT kind, carrier, count(*) AS found
    FROM resolve_near
    WHERE kind = 1
    GROUP BY kind, carrier
),
numbers AS (
    SELECT kind, carrier, found
    FROM resolve_numbers
    UNION ALL
    SELECT s.kind, s.carrier, s.found + k.found
    FROM resolve_sought AS s
    INNER JOIN known AS k ON s.kind = k.kind AND s.carrier = k.carrier
),
judged AS (
    SELECT left_no AS dataset_no, left_row AS row_no FROM person_judgements
    UNION ALL
    SELECT right_no, right_row FROM person_judgements
)
SELECT n.carrier
FROM numbers AS n
INNER JOIN resolve_kinds AS i ON n.kind = i.kind
WHERE n.found > i.most_names
UNION
SELECT hash('id', r.id_number)
FROM records AS r
SEMI JOIN judged AS j ON r.dataset_no = j.dataset_no AND r.row_no = j.row_no
WHERE r.id_state = 'valid';

CREATE OR REPLACE TEMP TABLE resolve_opened AS
SELECT kind, carrier, found, names
FROM resolve_numbers
WHERE FALSE;
