-- One row per cluster with a Latin name that is to be compared (resolve_profiles): for each field its values with their bits.
-- Reads: resolve_held, resolve_callings, records, resolve_frequencies. Writes: resolve_profiles (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_values AS
WITH latin AS (
    SELECT DISTINCT label
    FROM resolve_callings
    WHERE latin
),
shown AS (
    SELECT h.label, r.*
    FROM resolve_held AS h
    SEMI JOIN latin AS l ON h.label = l.label
    INNER JOIN placed_records AS r ON h.at = r.place
),
spelt AS (
    SELECT label, 'word' AS field, unnest(words_of(told(name))) AS value FROM shown
    UNION
    SELECT label, 'street', unnest(words_of(told(address))) FROM shown
    UNION
    SELECT label, 'birth', told(birth_date) FROM shown
    UNION
    SELECT label, 'postcode', lower(told(postcode)) FROM shown
    UNION
    SELECT label, 'area', post_area(told(postcode)) FROM shown
    UNION
    SELECT label, 'birth_place', told(birth_place) FROM shown
    UNION
    SELECT label, 'city', told(city) FROM shown
    UNION
    SELECT label, 'occupation', told(occupation) FROM shown
    UNION
    SELECT label, 'gender', told(gender) FROM shown
    UNION
    SELECT label, 'phone', digits_of(phone) FROM shown WHERE phone_state <> 'placeholder'
    UNION
    SELECT label, 'document', id_number FROM shown WHERE id_state <> 'placeholder'
    UNION
    SELECT label, 'number', told(student_number) FROM shown
    UNION
    SELECT label, 'email', lower(told(email_im)) FROM shown
    UNION
    SELECT label, 'school', told(school) FROM shown
    UNION
    SELECT label, 'grade', told(grade) || ' ' || coalesce(told(class), '') FROM shown
    UNION
    SELECT label, 'guardian', name_key(told(guardian_name)) FROM shown
),
told_values AS (
    SELECT *, hash(field || ' ' || value) AS value_hash
    FROM spelt
    WHERE value IS NOT NULL
),
counted AS (
    SELECT c.value_hash, sum(c.found) AS found
    FROM resolve_frequencies AS c
    SEMI JOIN told_values AS v ON c.value_hash = v.value_hash
    GROUP BY c.value_hash
),
everyone AS (
    SELECT sum(found) AS total
    FROM resolve_frequencies
    WHERE value_hash = 0
)
SELECT v.label, v.field, v.value, CAST(bits_of(coalesce(c.found, 0), e.total) AS FLOAT) AS bits
FROM told_values AS v
CROSS JOIN everyone AS e
LEFT JOIN counted AS c ON v.value_hash = c.value_hash;

CREATE OR REPLACE TEMP TABLE resolve_profiles AS
SELECT
    label,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'word') AS words,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'street') AS streets,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'postcode') AS postcodes,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'area') AS areas,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'birth_place') AS birth_places,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'city') AS cities,
    list(struct_pack(w := value, bits := bits)) FILTER (field = 'occupation') AS occupations,
    list(value) FILTER (field = 'birth') AS births,
    list(value) FILTER (field = 'gender') AS genders,
    list(value) FILTER (field = 'phone') AS phones,
    list(value) FILTER (field = 'document') AS documents,
    list(value) FILTER (field = 'number') AS numbers,
    list(value) FILTER (field = 'email') AS emails,
    list(value) FILTER (field = 'school') AS schools,
    list(value) FILTER (field = 'grade') AS grades,
    list(value) FILTER (field = 'guardian') AS guardians
FROM resolve_values
GROUP BY label;
