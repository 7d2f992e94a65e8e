-- One row per resolved person, values masked.
-- Reads: persons. Writes: published.persons. Used by: publish.
INSERT INTO published.persons BY NAME
SELECT person_id,
    mask_name(name) AS name_masked,
    mask_phone(phone) AS phone_masked,
    mask_id(id_number) AS id_number_masked,
    minor_u14, minor_u18, datasets
FROM persons;
