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

-- At most a third of the characters, two at most: a name of two or three characters stays hidden but for one.
CREATE OR REPLACE TEMP MACRO mask_text(value) AS
    CASE WHEN value IS NULL OR value = '' THEN NULL
         ELSE left(value, least(2, length(value) // 3)) || repeat('*', least(length(value) - least(2, length(value) // 3), 8)) END;

CREATE OR REPLACE TEMP MACRO plain_word(value) AS lower(regexp_replace(value, '[^\p{L}\p{N}]', '', 'g'));

-- The canonical field that somebody's word for it means, by fields.FIELD_OF; what else he wrote there may name a person.
CREATE OR REPLACE TEMP MACRO known_field(value, field_of) AS coalesce(CAST(field_of AS MAP(VARCHAR, VARCHAR))[plain_word(value)], '(other)');

-- Whether a header says no more than one of `words` (those of fields.FIELD_OF), or was made up for a file without a header.
CREATE OR REPLACE TEMP MACRO is_header_word(header, words) AS
    list_contains(words, plain_word(header))
    OR list_contains(words, regexp_replace(plain_word(header), '[0-9]{1,2}$', ''))
    OR regexp_full_match(header, 'column_[0-9]+');

-- A header as it may be shown. A row taken for the header may be a person's: where the list has no `credible` header (two more
-- words that are known than others), only known words are shown. What stands in brackets and long numbers are always hidden.
CREATE OR REPLACE TEMP MACRO shown_header(header, words, credible) AS
    CASE WHEN is_header_word(header, words) THEN header
         WHEN credible THEN regexp_replace(
             regexp_replace(header, '([(（\[【<《{]).+?([)）\]】>》}])', '\1…\2', 'g'), '[0-9０-９]{5,}', '***', 'g'
         )
         ELSE mask_text(header) END;

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

-- Free text: a phone or ID number in it is hidden, in whatever width, with spaces or dashes, between letters too.
CREATE OR REPLACE TEMP MACRO mask_numbers(value) AS
    regexp_replace(value, '[0-9０-９](?:[ -]?[0-9０-９]){10,}[Xx]?', '***', 'g');

-- Free text about a person: long numbers are hidden, and so is each of `words`, the person's values.
CREATE OR REPLACE TEMP MACRO mask_words(value, words) AS
    mask_numbers(
        regexp_replace(
            value,
            coalesce(nullif(array_to_string(list_transform(list_filter(words, lambda w: length(w) > 1), lambda w: regexp_escape(w)), '|'), ''), '$.'),  -- matches nothing
            '***', 'g'
        )
    );

-- records.raw, a JSON object field → cell as found, as a struct: NULL where the canonical text is the cell.
CREATE OR REPLACE TEMP MACRO cells_found(raw) AS
    json_transform(raw, '{
        "name": "VARCHAR", "gender": "VARCHAR", "id_number": "VARCHAR", "birth_date": "VARCHAR", "age": "VARCHAR", "ethnicity":
        "VARCHAR", "student_number": "VARCHAR", "school": "VARCHAR", "grade": "VARCHAR", "class": "VARCHAR", "guardian_name":
        "VARCHAR", "guardian_relation": "VARCHAR", "phone": "VARCHAR", "landline": "VARCHAR", "employer": "VARCHAR",
        "occupation": "VARCHAR", "address": "VARCHAR", "city": "VARCHAR", "region": "VARCHAR", "postcode": "VARCHAR",
        "birth_place": "VARCHAR", "email_im": "VARCHAR", "score": "VARCHAR", "health": "VARCHAR", "finance": "VARCHAR",
        "whereabouts": "VARCHAR", "communications": "VARCHAR", "call_records": "VARCHAR", "lodging": "VARCHAR", "transactions":
        "VARCHAR", "remark": "VARCHAR"
    }');

-- The fields that it holds; its fields (key) and cells (value).
CREATE OR REPLACE TEMP MACRO fields_found(raw) AS json_keys(raw);

CREATE OR REPLACE TEMP MACRO entries_found(raw) AS map_entries(CAST(CAST(raw AS JSON) AS MAP(VARCHAR, VARCHAR)));
