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

-- What `value` has other than `other`, with • for all that both have at their ends: shows an error and hides the person.
-- NULL when they differ in more than three characters or in more than half of them: nothing could be shown safely.
CREATE OR REPLACE TEMP MACRO common_start(a, b) AS
    coalesce(list_max(list_filter(range(1, least(length(a), length(b)) + 1), lambda i: left(a, i) = left(b, i))), 0);

CREATE OR REPLACE TEMP MACRO mask_between(value, head, tail) AS
    CASE WHEN length(value) - head - tail > least(3, length(value) // 2) THEN NULL
         ELSE repeat('•', head) || substr(value, head + 1, length(value) - head - tail) || repeat('•', tail) END;

CREATE OR REPLACE TEMP MACRO mask_difference(value, other) AS
    mask_between(
        value,
        common_start(value, other),
        least(
            common_start(reverse(value), reverse(other)),
            least(length(value), length(other)) - common_start(value, other)
        )
    );

-- Free text: a phone or ID number in it is hidden. \b keeps hashes whole.
CREATE OR REPLACE TEMP MACRO mask_numbers(value) AS
    regexp_replace(value, '\b[0-9]{11,18}[Xx]?\b', '***', 'g');
