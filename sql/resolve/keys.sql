-- One row per set of values and key that it has (resolve_set_keys): tie = what ties, carrier = the same without the name.
-- Reads: resolve_sets. Writes: resolve_set_keys (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_set_keys AS
WITH named AS (
    SELECT *, name_key(name) AS who
    FROM resolve_sets
),
carriers AS (
    SELECT digest, who, 1::UTINYINT AS kind, hash('id', id_number) AS carrier FROM named WHERE id_state = 'valid'
    UNION ALL
    SELECT digest, who, 2::UTINYINT, hash('id', id_number) FROM named
    WHERE who IS NOT NULL AND id_state IN ('valid', 'check_digit', 'malformed') AND length(id_number) >= 5
    UNION ALL
    SELECT digest, who, 3::UTINYINT, hash('id head', id_head(id_number)) FROM named
    WHERE who IS NOT NULL AND id_state IN ('valid', 'check_digit', 'damaged') AND id_birth(id_number) IS NOT NULL
    UNION ALL
    SELECT digest, who, 4::UTINYINT, hash('phone', phone) FROM named WHERE who IS NOT NULL AND phone_state = 'valid'
    UNION ALL
    SELECT digest, who, 5::UTINYINT, hash('student number', student_number) FROM named
    WHERE who IS NOT NULL AND length(student_number) >= 6
    UNION ALL
    SELECT digest, who, 6::UTINYINT, hash('email', lower(email_im)) FROM named WHERE who IS NOT NULL AND length(email_im) >= 5
    UNION ALL
    SELECT digest, who, 7::UTINYINT, hash('landline', landline) FROM named WHERE who IS NOT NULL AND length(landline) >= 7
    UNION ALL
    SELECT digest, who, 8::UTINYINT, hash('phone ends', phone_ends(phone), school) FROM named
    WHERE who IS NOT NULL AND school IS NOT NULL AND phone_state IN ('valid', 'masked') AND phone_ends(phone) IS NOT NULL
    UNION ALL
    SELECT digest, who, 9::UTINYINT, hash('guardian', name_key(guardian_name), school) FROM named
    WHERE who IS NOT NULL AND school IS NOT NULL AND guardian_name <> name
    UNION ALL
    SELECT digest, who, 10::UTINYINT, hash('birth', birth_date, school) FROM named
    WHERE who IS NOT NULL AND birth_date IS NOT NULL AND school IS NOT NULL
    UNION ALL
    SELECT digest, who, 11::UTINYINT, hash('birth at', birth_date, coalesce(postcode, birth_place)) FROM named
    WHERE who IS NOT NULL AND birth_date IS NOT NULL AND coalesce(postcode, birth_place) IS NOT NULL
    UNION ALL
    SELECT digest, who, 12::UTINYINT, hash('address', address) FROM named
    WHERE who IS NOT NULL AND length(address) >= 8 AND regexp_matches(address, '\d')
)
SELECT digest, kind, CASE WHEN kind = 1 THEN carrier ELSE hash(carrier, who) END AS tie, carrier
FROM carriers;
