-- Macros of resolve: what a value is compared as. NULL means that it ties nobody.

CREATE OR REPLACE TEMP MACRO told(value) AS
    CASE
        WHEN length(value) <= 7 AND value IN (
            '', '无', '不详', '未知', '暂无', '没有', '空', '保密', '未填', '未填写', '同上', '其他', '0', '00', '000', '1', '-', '--', '—', '/', '\', '.',
            '?', '*', '**', '***', 'null', 'none', 'nil', 'n/a', 'na', 'nan', 'unknown', 'test', '测试'
        ) THEN NULL
        ELSE value
    END;

-- A text of three bytes to each character, as most Chinese names are, needs no closer look; AND would look at both sides.
CREATE OR REPLACE TEMP MACRO is_latin(value) AS
    CASE WHEN strlen(value) = 3 * length(value) THEN FALSE ELSE regexp_matches(value, '[A-Za-z]') END;

-- Latin names are compared as a set of words, others as characters without spaces and dots.
CREATE OR REPLACE TEMP MACRO name_key(value) AS
    CASE
        WHEN is_latin(value)
            THEN array_to_string(list_sort(list_distinct(string_split_regex(lower(value), '[\s,.;]+'))), ' ')
        WHEN length(value) <= 3 THEN value
        ELSE translate(value, ' ·•.', '')
    END;

-- What is left of a phone under the usual mask 138****1234.
CREATE OR REPLACE TEMP MACRO phone_ends(value) AS
    CASE WHEN length(value) = 11 AND (NOT contains(value, '*') OR NOT contains(left(value, 3) || right(value, 4), '*')) THEN left(value, 3) || right(value, 4) END;

-- Area and date of birth of an 18-digit ID: whole also where a float took the last digits.
CREATE OR REPLACE TEMP MACRO id_head(value) AS
    CASE WHEN length(value) = 18 AND try_cast(left(value, 14) AS BIGINT) IS NOT NULL THEN left(value, 14) END;

CREATE OR REPLACE TEMP MACRO head_birth(head) AS substr(head, 7, 4) || '-' || substr(head, 11, 2) || '-' || substr(head, 13, 2);

CREATE OR REPLACE TEMP MACRO id_birth(value) AS head_birth(id_head(value));

-- A valid ID number that the row's own date of birth contradicts ties only together with the name.
CREATE OR REPLACE TEMP MACRO contradicted(id_number, birth_date) AS
    CASE WHEN length(birth_date) = 10 THEN replace(birth_date, '-', '') <> substr(id_number, 7, 8) ELSE FALSE END;

-- At most one character other, more or less; DuckDB's edit distances count characters, and the shorter one is enough for texts of one length.
CREATE OR REPLACE TEMP MACRO nearly(a, b) AS
    CASE WHEN a = b THEN TRUE WHEN length(a) = length(b) THEN hamming(a, b) <= 1 ELSE levenshtein(a, b) <= 1 END;

CREATE OR REPLACE TEMP MACRO one_off(a, b) AS least(length(a), length(b)) >= 2 AND nearly(a, b);

-- A part of a score in words; NULL when it says nothing. All parts begin with the score (013.50), so that the best are the greatest text.
CREATE OR REPLACE TEMP MACRO bit_term(word, bits) AS CASE WHEN abs(bits) >= 0.05 THEN format('{} {:+.1f}', word, CAST(bits AS DOUBLE)) END;

CREATE OR REPLACE TEMP MACRO bit_terms(score, terms) AS format('{:06.2f} {}', CAST(score AS DOUBLE), terms);

-- A number that is the same for the same text.
CREATE OR REPLACE TEMP MACRO code(value) AS CASE WHEN value IS NOT NULL THEN CAST(hash(value) % 2147483648 AS INTEGER) END;

-- The same characters in another order.
CREATE OR REPLACE TEMP MACRO swapped(a, b) AS
    length(a) = length(b) AND a <> b AND levenshtein(a, b) <= 6 AND list_sort(string_split(a, '')) = list_sort(string_split(b, ''));

-- A place with another number is another place; with the same numbers a character or two may be wrong.
CREATE OR REPLACE TEMP MACRO close_places(a, b) AS
    least(length(a), length(b)) >= 6 AND levenshtein(a, b) <= 2 AND regexp_replace(a, '\D', '', 'g') = regexp_replace(b, '\D', '', 'g');

-- The words of a Latin name or address; digits count, so that a house number tells streets apart.
CREATE OR REPLACE TEMP MACRO words_of(value) AS
    list_distinct(list_filter(string_split_regex(lower(value), '[\s,.;:()"/''-]+'), lambda w: length(w) > 0));

-- The area of a postcode that has one (tq13 of tq138df); a plain number has none.
CREATE OR REPLACE TEMP MACRO post_area(value) AS
    CASE WHEN length(value) >= 5 AND regexp_matches(value, '[A-Za-z]') THEN lower(left(value, length(value) - 3)) END;

CREATE OR REPLACE TEMP MACRO digits_of(value) AS
    CASE WHEN length(regexp_replace(value, '\D', '', 'g')) >= 7 THEN right(regexp_replace(value, '\D', '', 'g'), 9) END;

-- How rare a value is, in bits: `found` of `total` have it, the two that are compared not counted. What a short list does not tell is
-- taken to be as rare as one in eight thousand.
CREATE OR REPLACE TEMP MACRO bits_of(found, total) AS log2(total + 1000) - log2(greatest(found - 2, 0) + 0.125);

-- Sets of values. NULL stands for a set that is not told, and for any comparison with it.
CREATE OR REPLACE TEMP MACRO meet(a, b) AS len(list_intersect(a, b)) > 0;

CREATE OR REPLACE TEMP MACRO nearly_meet(a, b, most) AS
    len(list_filter(a, lambda x: len(list_filter(b, lambda y: levenshtein(x, y) <= most)) > 0)) > 0;

CREATE OR REPLACE TEMP MACRO most_bits(a, b) AS list_max(list_transform(list_intersect(a, b), lambda x: x.bits));

-- How far two words are the same: 1 the same, 0.6 a letter or two wrong, 0.4 one begins the other, 0.1 an initial.
CREATE OR REPLACE TEMP MACRO same_word(a, b) AS
    CASE
        WHEN a = b THEN 1.0
        WHEN length(a) >= 4 AND length(b) >= 4 AND a >= 'a' AND b >= 'a' AND jaro_winkler_similarity(a, b) >= 0.9 THEN 0.6
        WHEN length(a) >= 2 AND length(b) >= 2 AND (starts_with(a, b) OR starts_with(b, a)) THEN 0.4
        WHEN length(a) = 1 OR length(b) = 1 THEN CASE WHEN left(a, 1) = left(b, 1) THEN 0.1 ELSE 0.0 END
        ELSE 0.0
    END;

-- The words of the shorter list with what the other has of them: (bits of the common ones, how many have a partner).
CREATE OR REPLACE TEMP MACRO in_common(a, b) AS
    list_transform(a, lambda x: struct_pack(bits := x.bits, same := list_max(list_transform(b, lambda y: same_word(x.w, y.w)))));

CREATE OR REPLACE TEMP MACRO matched(a, b) AS CASE WHEN len(a) <= len(b) THEN in_common(a, b) ELSE in_common(b, a) END;

CREATE OR REPLACE TEMP MACRO same_bits(matches) AS list_sum(list_transform(matches, lambda x: x.bits * x.same));

-- A name as one bit of a word: as many bits as several have together, as many names they have at least.
CREATE OR REPLACE TEMP MACRO name_bit(who) AS 1::BIGINT << CAST(who % 62 AS INTEGER);

-- The characters of a name as bits of a word: what one character more adds is one bit at most.
CREATE OR REPLACE TEMP MACRO letters(who) AS
    coalesce(list_bit_or(list_transform(string_split(who, ''), lambda c: 1::BIGINT << (unicode(c) % 62))), 0);
