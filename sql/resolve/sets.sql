-- One row per distinct set of identity values (resolve_nodes): the values as hashes, NULL where a value is absent or ties nobody;
-- numbered by first appearance, without the sets that identities holds. One row per way of writing them (resolve_spellings).
-- A slice of the rows at a time, in their order, so that no join outgrows the memory; what an earlier slice had keeps its number.
-- Reads: resolve_rows, resolve_own, records, identities. Writes: resolve_nodes, resolve_spellings, resolve_again (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_firsts AS
SELECT digest, count(*) AS found, min(CAST(dataset_no AS BIGINT) * 1099511627776 + row_no) AS first_at
FROM resolve_rows
WHERE dataset_no BETWEEN $first_list AND $last_list AND row_no BETWEEN $first_row AND $last_row
GROUP BY digest;

CREATE OR REPLACE TEMP TABLE resolve_seen AS
SELECT f.digest, f.found
FROM resolve_firsts AS f
SEMI JOIN resolve_spellings AS s ON f.digest = s.digest;

INSERT INTO resolve_again
SELECT digest, found
FROM resolve_seen;

CREATE OR REPLACE TEMP TABLE resolve_written AS
WITH firsts AS (
    SELECT f.digest, f.found, f.first_at, CAST(f.first_at // 1099511627776 AS INTEGER) AS dataset_no, f.first_at % 1099511627776 AS row_no
    FROM resolve_firsts AS f
    ANTI JOIN resolve_seen AS s ON f.digest = s.digest
),
told AS (
    SELECT
        f.digest,
        f.found,
        f.first_at,
        r.name,
        r.id_number,
        r.id_state,
        r.phone,
        r.phone_state,
        r.birth_date,
        name_key(told(r.name)) AS who,
        is_latin(told(r.name)) AS latin,
        CASE WHEN r.id_state IN ('valid', 'check_digit', 'damaged', 'malformed', 'other') THEN r.id_number END AS document,
        CASE WHEN r.id_state = 'valid' AND contradicted(r.id_number, r.birth_date) THEN 'doubtful' ELSE r.id_state END AS document_state,
        told(r.landline) AS landline,
        told(r.student_number) AS student_number,
        told(r.email_im) AS email,
        told(r.school) AS school,
        name_key(told(r.guardian_name)) AS guardian,
        told(r.address) AS address,
        coalesce(told(r.postcode), told(r.birth_place)) AS place
    FROM firsts AS f
    INNER JOIN records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
    -- the other lists need not be read
    WHERE r.dataset_no BETWEEN $first_list AND $last_list AND r.row_no BETWEEN $first_row AND $last_row
),
headed AS (
    SELECT *, id_head(document) AS head, CASE WHEN phone_state IN ('valid', 'masked') THEN phone_ends(phone) END AS ends
    FROM told
),
born AS (
    SELECT *, CASE WHEN length(birth_date) = 10 THEN birth_date WHEN document_state IN ('valid', 'damaged') THEN head_birth(head) END AS day
    FROM headed
),
hashed AS (
    SELECT
        digest,
        found,
        first_at,
        coalesce(latin, FALSE) AS latin,
        CASE WHEN who IS NOT NULL THEN hash('who', who) END AS who,
        CASE WHEN who IS NOT NULL THEN hash('surname', left(who, 1)) END AS surname,
        CASE WHEN document_state = 'valid' THEN hash('id', document) END AS id_valid,
        CASE WHEN document_state <> 'valid' AND length(document) >= 5 THEN hash('id', document) END AS id_other,
        CASE WHEN head IS NOT NULL AND document_state <> 'malformed' THEN hash('id head', head) END AS id_head,
        CASE WHEN phone_state IN ('valid', 'foreign') THEN hash('phone', phone) END AS phone,
        CASE WHEN ends IS NOT NULL THEN hash('ends', ends) END AS ends,
        CASE
            WHEN length(landline) >= 7 THEN hash('landline', landline)
            WHEN phone_state = 'landline' THEN hash('landline', phone)
        END AS landline,
        CASE WHEN length(student_number) >= 6 THEN hash('student number', student_number) END AS student_number,
        CASE WHEN length(email) >= 5 THEN hash('email', email) END AS email,
        CASE WHEN school IS NOT NULL THEN hash('school', school) END AS school,
        CASE WHEN guardian IS NOT NULL AND guardian <> coalesce(who, '') THEN hash('guardian', guardian) END AS guardian,
        CASE WHEN day IS NOT NULL THEN hash('birth', day) END AS birth,
        CASE WHEN place IS NOT NULL THEN hash('place', place) END AS place,
        CASE WHEN length(address) >= 8 AND regexp_matches(address, '\d') THEN hash('address', address) END AS address
    FROM born
)
SELECT
    *,
    CASE
        WHEN digest IN (SELECT own FROM resolve_own) THEN digest
        WHEN
            id_valid IS NOT NULL
            OR who IS NOT NULL AND (
                coalesce(id_other, id_head, phone, landline, student_number, email, address) IS NOT NULL
                OR school IS NOT NULL AND coalesce(ends, guardian, birth) IS NOT NULL
                OR birth IS NOT NULL AND place IS NOT NULL
            )
            THEN hash(
                who, id_valid, id_other, id_head, phone, ends, landline, student_number, email, school, guardian, birth, place, address
            )
        ELSE digest
    END AS value_set
FROM hashed;

INSERT INTO resolve_nodes
WITH sets AS (
    SELECT value_set, min(first_at) AS first_at
    FROM resolve_written
    GROUP BY value_set
),
numbered AS (
    SELECT s.first_at, CAST((SELECT count(*) FROM resolve_nodes) + row_number() OVER (ORDER BY s.first_at) - 1 AS INTEGER) AS node
    FROM sets AS s
    ANTI JOIN identities AS i ON s.value_set = i.value_set
    ANTI JOIN resolve_nodes AS n ON s.value_set = n.value_set
)
SELECT
    n.node, w.value_set, CAST(n.first_at // 1099511627776 AS INTEGER), n.first_at % 1099511627776, w.latin, w.who, w.surname, w.id_valid,
    w.id_other, w.id_head, w.phone, w.ends, w.landline, w.student_number, w.email, w.school, w.guardian, w.birth, w.place, w.address
FROM numbered AS n
INNER JOIN resolve_written AS w ON n.first_at = w.first_at;

INSERT INTO resolve_spellings
SELECT
    w.digest, w.found, w.first_at, (w.first_at = CAST(n.dataset_no AS BIGINT) * 1099511627776 + n.row_no) AS first, n.node,
    CAST(NULL AS BIGINT) AS person_id
FROM resolve_written AS w
INNER JOIN resolve_nodes AS n ON w.value_set = n.value_set
UNION ALL
SELECT w.digest, w.found, w.first_at, FALSE, CAST(NULL AS INTEGER), i.person_id
FROM resolve_written AS w
INNER JOIN identities AS i ON w.value_set = i.value_set;

DROP TABLE resolve_firsts;

DROP TABLE resolve_seen;

DROP TABLE resolve_written;
