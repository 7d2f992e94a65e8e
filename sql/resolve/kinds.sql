-- One row per kind of key: rank (the strongest first), name, and how many names its carrier (the key without the name) may have.
-- Reads: nothing. Writes: resolve_kinds (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_kinds AS
SELECT * FROM (VALUES
    (0::UTINYINT, 'judgement', 0),
    (1::UTINYINT, 'id_number', 4),
    (2::UTINYINT, 'document_name', 8),
    (3::UTINYINT, 'id_head_name', 200),
    (4::UTINYINT, 'phone_name', 12),
    (5::UTINYINT, 'student_number_name', 8),
    (6::UTINYINT, 'email_name', 8),
    (7::UTINYINT, 'landline_name', 12),
    (8::UTINYINT, 'phone_ends_name_school', 12),
    (9::UTINYINT, 'name_guardian_school', 20),
    (10::UTINYINT, 'name_birth_school', 30),
    (11::UTINYINT, 'name_birth_place', 200),
    (12::UTINYINT, 'name_address', 20),
    (13::UTINYINT, 'look_alike', 0)
) AS t (kind, key_kind, most_names);
