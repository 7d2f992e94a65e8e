-- Macros used by several stages. Masks keep what tells rows apart and hide what tells persons apart.

CREATE OR REPLACE TEMP MACRO mask_name(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL
         ELSE left(value, 1) || repeat('*', greatest(length(value) - 1, 1)) END;

CREATE OR REPLACE TEMP MACRO mask_phone(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL
         WHEN length(value) < 8 THEN repeat('*', length(value))
         ELSE left(value, 3) || repeat('*', length(value) - 5) || right(value, 2) END;

CREATE OR REPLACE TEMP MACRO mask_id(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL
         WHEN length(value) < 8 THEN repeat('*', length(value))
         ELSE left(value, 4) || repeat('*', length(value) - 4) END;

CREATE OR REPLACE TEMP MACRO mask_date(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL ELSE left(value, 4) || '-**-**' END;

CREATE OR REPLACE TEMP MACRO mask_text(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL
         ELSE left(value, 2) || repeat('*', least(greatest(length(value) - 2, 1), 8)) END;
