-- Macros of normalise: a cell's canonical text and its state. Cheap tests first: most cells are already canonical.
-- The long literals of half_width are the one-to-one NFKC forms (DuckDB has NFC only), dots and dashes of one kind, and
-- after them the invisible characters, which have no counterpart and so are dropped; a unit test derives them again.

-- Of the three the last is the dearest (its table is built for every cell), so that it comes last.
CREATE OR REPLACE TEMP MACRO half_width(t) AS
    CASE WHEN strlen(t) = length(t) THEN t
         WHEN NOT regexp_matches(t, '[\x{80}-\x{2fff}\x{30fb}\x{f900}-\x{ff0f}\x{ff1a}-\x{10ffff}]') THEN translate(t, '０１２３４５６７８９　', '0123456789 ')
         ELSE translate(nfc_normalize(t),
            '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　          ﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫①②③④⑤⑥⑦⑧⑨￠￡￢￤￥￦•・‧∙⋅‐‑‒–—−​‌‍‎‏⁠﻿­',
            '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~           ,、.;:?!—(){}〔〕#&*+-<>=\$%@123456789¢£¬¦¥₩·····------')
    END;

-- Spaces beside a Chinese character mean nothing; elsewhere they part words.
CREATE OR REPLACE TEMP MACRO tidy(t) AS
    nullif(trim(regexp_replace(regexp_replace(regexp_replace(
        lower(half_width(t)), '\s+', ' ', 'g'), '([\x{3400}-\x{9fff}]) ', '\1', 'g'), ' ([\x{3400}-\x{9fff}])', '\1', 'g')), '');

-- Whether tidy may change the cell: control characters, spaces, capitals, and whatever is neither ASCII nor usual in Chinese.
CREATE OR REPLACE TEMP MACRO is_untidy(t) AS
    regexp_matches(t, '[\x00-\x20A-Z\x{7f}-\x{b6}\x{b8}-\x{2fff}\x{3000}\x{30fb}\x{f900}-\x{10ffff}]');

CREATE OR REPLACE TEMP MACRO tidied(t) AS CASE WHEN is_untidy(t) THEN tidy(t) ELSE nullif(t, '') END;

-- What was found, where it is not what it became: a comma and a member of a JSON object.
CREATE OR REPLACE TEMP MACRO found_as(field, t, canonical) AS
    CASE WHEN t = canonical OR t = '' THEN NULL ELSE ',"' || field || '":' || CAST(to_json(t) AS VARCHAR) END;

-- From here on t is a tidied cell, held by a column: the macros name it often.

-- Numbers that name something: upper case, no spaces, no ".0" of a spreadsheet; leading zeros stay as they are.
CREATE OR REPLACE TEMP MACRO code_of(t) AS
    CASE WHEN regexp_full_match(t, '\d+') THEN t ELSE nullif(regexp_replace(upper(t), '^''|\.0+$|\s', '', 'g'), '') END;

CREATE OR REPLACE TEMP MACRO number_of(t) AS
    CASE WHEN regexp_full_match(t, '\d+') THEN t ELSE regexp_replace(t, '^(\d+)(?:\.0+)?(?:岁|分)?$', '\1') END;

-- Alternatives of a pattern, not IN: a list of constants becomes a join for every macro that holds one.
CREATE OR REPLACE TEMP MACRO gender_of(t) AS
    CASE WHEN t = '男' THEN 'M'
         WHEN t = '女' THEN 'F'
         WHEN regexp_full_match(t, '男[性生孩子]?|m(ale)?|man|boy|1(\.0)?') THEN 'M'
         WHEN regexp_full_match(t, '女[性生孩子]?|f(emale)?|woman|girl|2(\.0)?') THEN 'F'
         ELSE t END;

CREATE OR REPLACE TEMP MACRO relation_of(t) AS
    CASE WHEN regexp_full_match(t, '父亲?|爸爸?|father|dad') THEN '父亲'
         WHEN regexp_full_match(t, '母亲?|妈妈?|mother|mum|mom') THEN '母亲'
         ELSE t END;

-- Phones ----------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO masks(t) AS
    CASE WHEN regexp_matches(t, '\d[x×#●█]{2}') THEN regexp_replace(t, '[x×#●█]', '*', 'g') ELSE t END;

-- Separators, the ".0" of a spreadsheet, +86 and the trunk zero before a mobile go; of several numbers the first is taken.
CREATE OR REPLACE TEMP MACRO phone_text(t) AS
    nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        masks(t), '\.0+$|[\s()\[\]._''-]', '', 'g'),
        '^(?:\+|00)?86(1[3-9*][\d*]{9})$', '\1'),
        '^(?:\+|00)86([1-9]\d{8,10})$', '0\1'),
        '^0(1[3-9][\d*]{9})$', '\1'),
        '^(1[3-9]\d{9})\D.*$', '\1'), '');

CREATE OR REPLACE TEMP MACRO is_mobile(t) AS regexp_full_match(t, '1[3-9]\d{9}');

CREATE OR REPLACE TEMP MACRO phone_of(t) AS
    CASE WHEN is_mobile(t) OR regexp_matches(t, 'e\+?\d') THEN t ELSE phone_text(t) END;

CREATE OR REPLACE TEMP MACRO is_nothing(t) AS
    regexp_full_match(t, '(?i)暂?无(手机|电话)?|没有|未知|不详|空|保密|null|none|nil|n/?a|unknown|123456(7(8(9(01(2345678)?)?)?)?)?|12345678901234567x')
    OR replace(t, left(t, 1), '') = '';

CREATE OR REPLACE TEMP MACRO mobile_state_of(phone) AS
    CASE WHEN phone = '13800138000' OR suffix(phone, '00000000') THEN 'placeholder'
         WHEN suffix(phone, substr(phone, 2, 1)) AND replace(substr(phone, 2), substr(phone, 2, 1), '') = '' THEN 'placeholder'
         ELSE 'valid' END;

CREATE OR REPLACE TEMP MACRO phone_state_of(phone) AS
    CASE WHEN phone IS NULL THEN NULL
         WHEN is_mobile(phone) THEN mobile_state_of(phone)
         WHEN is_nothing(phone) THEN 'placeholder'
         WHEN regexp_matches(phone, '\d.*\*|\*.*\d') THEN 'masked'
         WHEN regexp_full_match(phone, '0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7}|400\d{7}') THEN 'landline'
         WHEN regexp_full_match(phone, '(\+|00)[1-9]\d{6,14}') THEN 'foreign'
         ELSE 'malformed' END;

-- Bank cards: issuers' prefixes and the check digit of ISO/IEC 7812-1 (Luhn); 16 to 19 digits, spaces and dashes apart.
CREATE OR REPLACE TEMP MACRO luhn(n) AS
    list_sum(list_transform(range(1, length(n) + 1), lambda i:
        CASE WHEN i % 2 = 1 THEN CAST(substr(n, length(n) + 1 - i, 1) AS INTEGER)
             ELSE CAST(substr('0246813579', CAST(substr(n, length(n) + 1 - i, 1) AS INTEGER) + 1, 1) AS INTEGER) END)) % 10 = 0;

CREATE OR REPLACE TEMP MACRO is_card(t) AS
    CASE WHEN regexp_full_match(t, '(62|60|4\d|5[1-5]|35)\d{14,17}') THEN luhn(t) ELSE FALSE END;

-- ID numbers ------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO id_text(t) AS
    CASE WHEN regexp_full_match(t, '\d{17}[\dX]') THEN t
         WHEN contains(masks(t), '*') THEN regexp_replace(masks(t), '\s', '', 'g')
         ELSE nullif(regexp_replace(upper(t), '^''|\.0+$|[\s()-]', '', 'g'), '') END;

-- The first 17 digits as a number; of an old number of 15 digits, with the century 19 put in. NULL when it is neither.
CREATE OR REPLACE TEMP MACRO id_seventeen(id) AS
    CASE WHEN regexp_full_match(id, '\d{17}[\dX]') THEN TRY_CAST(left(id, 17) AS BIGINT)
         WHEN regexp_full_match(id, '\d{8}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}')
         THEN TRY_CAST(left(id, 6) || '19' || substr(id, 7) AS BIGINT) END;

-- ISO 7064 MOD 11-2 as in GB 11643: the check character of 17 digits given as a number. Its digits d weigh 2ⁱ, counted from the right;
-- since d = n // 10ⁱ - 10 × (n // 10ⁱ⁺¹), their sum is n - 8 × Σ 2ⁱ⁻¹ × (n // 10ⁱ): the factors are -8 × 2ⁱ⁻¹ modulo 11.
CREATE OR REPLACE TEMP MACRO id_check(n) AS
    substr('10X98765432', CAST(2 * (
        n + n // 10 * 3 + n // 100 * 6 + n // 1000 + n // 10000 * 2
        + n // 100000 * 4 + n // 1000000 * 8 + n // 10000000 * 5 + n // 100000000 * 10
        + n // 1000000000 * 9 + n // 10000000000 * 7 + n // 100000000000 * 3 + n // 1000000000000 * 6
        + n // 10000000000000 + n // 100000000000000 * 2 + n // 1000000000000000 * 4 + n // 10000000000000000 * 8) % 11 AS INTEGER) + 1, 1);

-- An old number is written as the new one of the same person; every other text stays.
CREATE OR REPLACE TEMP MACRO id_of(id, n, check_char) AS
    CASE WHEN length(id) = 15 AND n IS NOT NULL THEN left(id, 6) || '19' || substr(id, 7) || check_char ELSE id END;

-- raw tells what a spreadsheet did to the number: such a number is damaged and stays as it is. n is id_seventeen of it.
CREATE OR REPLACE TEMP MACRO id_state_of(id, n, check_char, raw) AS
    CASE WHEN id IS NULL THEN NULL
         WHEN n IS NOT NULL
         THEN CASE WHEN n % 10 = n // 10000000000000000 AND replace(id, left(id, 1), '') = '' OR id = '123456789012345678' THEN 'placeholder'
                   WHEN suffix(id, '000') OR contains(raw, '.') THEN 'damaged'
                   WHEN n // 100000 % 100 NOT BETWEEN 1 AND 12 OR n // 1000 % 100 NOT BETWEEN 1 AND 31 THEN 'malformed'
                   WHEN suffix(id, check_char) THEN 'valid'
                   ELSE 'check_digit' END
         WHEN is_nothing(id) THEN 'placeholder'
         WHEN contains(id, '*') THEN 'masked'
         WHEN regexp_full_match(id, '\d(\.\d+)?E\+?\d+') THEN 'damaged'
         WHEN regexp_full_match(id, '[A-Z0-9]{5,12}') AND regexp_matches(id, '\d') THEN 'other'
         ELSE 'malformed' END;

-- Dates -----------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO date_text(t, day_first) AS
    coalesce(
        CAST(TRY_CAST(CASE
            WHEN regexp_matches(t, '^\d{4}\D\d{1,2}\D\d{1,2}(\D.*)?$') THEN regexp_replace(t, '^(\d{4})\D(\d{1,2})\D(\d{1,2}).*$', '\1-\2-\3')
            WHEN regexp_full_match(t, '(1\d|20)\d{6}(\.0+)?') THEN regexp_replace(t, '^(\d{4})(\d\d)(\d\d).*$', '\1-\2-\3')
            WHEN regexp_full_match(t, '\d{1,2}[/.-]\d{1,2}[/.-]\d{4}') AND day_first THEN regexp_replace(t, '^(\d+).(\d+).(\d+)$', '\3-\2-\1')
            WHEN regexp_full_match(t, '\d{1,2}[/.-]\d{1,2}[/.-]\d{4}') AND NOT day_first THEN regexp_replace(t, '^(\d+).(\d+).(\d+)$', '\3-\1-\2')
        END AS DATE) AS VARCHAR),
        CASE WHEN regexp_full_match(t, '[1-5]\d{4}(\.\d+)?') THEN CAST(DATE '1899-12-30' + TRY_CAST(left(t, 5) AS INTEGER) AS VARCHAR) END,
        CASE WHEN regexp_full_match(t, '(1\d|20)\d{2}(\D?0[1-9]|\D[1-9]|\D?1[0-2])月?')
             THEN left(t, 4) || '-' || lpad(regexp_extract(substr(t, 5), '\d+'), 2, '0') END,
        CAST(CAST(try_strptime(t, ['%d %b %Y', '%d-%b-%Y', '%d/%b/%Y', '%d %B %Y', '%B %d, %Y', '%b %d, %Y', '%B %d %Y']) AS DATE) AS VARCHAR),
        regexp_replace(t, '^(\d{4})(年|\.0)$', '\1'));

CREATE OR REPLACE TEMP MACRO is_day(t) AS regexp_full_match(t, '\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])');

-- day_first: how the column writes 3/4/2008; NULL when its values do not tell, and then such a cell stays as it is.
CREATE OR REPLACE TEMP MACRO date_of(t, day_first) AS
    CASE WHEN is_day(t) THEN t
         ELSE date_text(t, day_first) END;

-- School years ----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO arabic(t) AS
    regexp_replace(regexp_replace(regexp_replace(replace(regexp_replace(
        translate(t, '一二三四五六七八九', '123456789'), '(\d)十(\d)', '\1\2'), '十', '1十'), '1十(\d)', '1\1'), '(\d)1十', '\10'), '1十', '10');

-- Chinese numerals as digits; the usual forms of a grade and a class first, the rest is dear.
CREATE OR REPLACE TEMP MACRO grade_arabic(t) AS
    CASE WHEN regexp_full_match(t, '[一二三四五六七八九]年级') THEN CAST(instr('一二三四五六七八九', left(t, 1)) AS VARCHAR)
         ELSE arabic(t) END;

CREATE OR REPLACE TEMP MACRO class_arabic(t) AS
    CASE WHEN regexp_full_match(t, '[1-9]\d?班') THEN replace(t, '班', '')
         ELSE arabic(t) END;

-- 3, 三年级, 3年级 → 3; 初一 → 7; 高三 → 12. A year of entry (2015级) stays.
CREATE OR REPLACE TEMP MACRO grade_text(t) AS
    CASE WHEN regexp_full_match(t, '(grade |year )?0*\d{1,2}(\.0+)?(年级|级|年|st|nd|rd|th)?( grade)?') THEN CAST(TRY_CAST(regexp_extract(t, '\d+') AS INTEGER) AS VARCHAR)
         WHEN regexp_full_match(t, '小学?[1-6](年级)?') THEN regexp_extract(t, '\d')
         WHEN regexp_full_match(t, '初中?[1-4](年级)?') THEN CAST(TRY_CAST(regexp_extract(t, '\d') AS INTEGER) + 6 AS VARCHAR)
         WHEN regexp_full_match(t, '高中?[1-3](年级)?') THEN CAST(TRY_CAST(regexp_extract(t, '\d') AS INTEGER) + 9 AS VARCHAR)
         ELSE t END;

-- t is tidied and its numerals are Arabic.
CREATE OR REPLACE TEMP MACRO grade_of(t) AS CASE WHEN regexp_full_match(t, '[1-9]|1[0-2]') THEN t ELSE grade_text(t) END;

-- 3班, (3), 三班, 03 → 3; a class with its grade, 三(2)班 or 初一2班, → 3-2, 7-2.
CREATE OR REPLACE TEMP MACRO class_text(t) AS
    CASE WHEN regexp_full_match(t, '\(?\d{1,3}\)?(\.0+)?班?') THEN CAST(TRY_CAST(regexp_extract(t, '\d+') AS INTEGER) AS VARCHAR)
         WHEN regexp_full_match(t, '[初高小]\d\d{1,2}班')
         THEN grade_text(left(t, 2)) || '-' || CAST(TRY_CAST(regexp_extract(substr(t, 3), '\d+') AS INTEGER) AS VARCHAR)
         WHEN regexp_full_match(t, '.{1,4}\(\d{1,2}\)班?|.{1,3}(年级|级)\d{1,2}班')
         THEN grade_text(regexp_extract(t, '^(.+?)\(?(\d{1,2})\)?班?$', 1)) || '-'
              || CAST(TRY_CAST(regexp_extract(t, '(\d{1,2})\)?班?$', 1) AS INTEGER) AS VARCHAR)
         ELSE t END;

CREATE OR REPLACE TEMP MACRO class_of(t) AS CASE WHEN regexp_full_match(t, '[1-9]\d?') THEN t ELSE class_text(t) END;

-- Record tables ---------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO given(t) AS nullif(regexp_replace(t, '^[\s\x{a0}\x{3000}\x{feff}]+|[\s\x{a0}\x{3000}\x{feff}]+$', '', 'g'), '');

-- / is how WeChat Pay writes an empty cell, a dash how others do.
CREATE OR REPLACE TEMP MACRO filled(t) AS CASE WHEN given(t) IN ('/', '-', '--', '—', 'null', 'NULL') THEN NULL ELSE given(t) END;

-- 14点, 14时整, 14点半, 14时5分, 14点05分09秒 → 14:00, 14:00, 14:30, 14:05, 14:05:09.
CREATE OR REPLACE TEMP MACRO clock_text(t) AS
    CASE WHEN regexp_matches(t, '\d\s*[点时]')
         THEN regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                  t, '(\d)\s*[点时]\s*半', '\1:30'), '(\d)\s*[点时]\s*(\d)', '\1:\2'), '(\d)\s*[点时][整钟]?', '\1:00'),
              '(\d)\s*分\s*(\d)', '\1:\2'), ':(\d)\b', ':0\1', 'g'), '(\d)\s*[分秒]', '\1')
         ELSE t END;

-- A time with a zone becomes the local time of the cases; one without is local already.
CREATE OR REPLACE TEMP MACRO time_text(t) AS
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(clock_text(t), '^(\d{4}-\d\d-\d\d)-(\d\d)\.(\d\d)\.(\d\d).*$', '\1 \2:\3:\4'), '[年月/.](\d{1,2})', '-\1', 'g'), '日\s*', ' '), '^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$', '\1-\2-\3 \4:\5:\6');

CREATE OR REPLACE TEMP MACRO month_number(name) AS CAST((instr('JanFebMarAprMayJunJulAugSepOctNovDec', name) + 2) // 3 AS VARCHAR);

-- 30 May 2016, May 30, 2016 → 2016-5-30; 30/5/2016 and 5/30/2016 too, where one of the two can be no month. 5/6/2016 tells nobody which it is: NULL.
CREATE OR REPLACE TEMP MACRO year_first(t) AS
    CASE WHEN regexp_matches(t, '^([A-Za-z]{3}, )?\d{1,2}[ -][A-Z][a-z]{2}[a-z]*[ -]\d{4}\b')
         THEN regexp_extract(t, '(\d{4})', 1) || '-' || month_number(regexp_extract(t, '\d[ -]([A-Z][a-z]{2})', 1)) || '-'
              || regexp_replace(t, '^([A-Za-z]{3}, )?(\d{1,2})[ -][A-Za-z]+[ -]\d{4}', '\2')
         WHEN regexp_matches(t, '^[A-Z][a-z]{2}[a-z]* \d{1,2}, \d{4}\b')
         THEN regexp_extract(t, '(\d{4})', 1) || '-' || month_number(left(t, 3)) || '-' || regexp_replace(t, '^[A-Za-z]+ (\d{1,2}), \d{4},?', '\1')
         WHEN regexp_matches(t, '^(1[3-9]|2\d|3[01])[/.-](0?[1-9]|1[0-2])[/.-]\d{4}\b')
         THEN regexp_replace(t, '^(\d+)[/.-](\d+)[/.-](\d{4})', '\3-\2-\1')
         WHEN regexp_matches(t, '^(0?[1-9]|1[0-2])[/.-](1[3-9]|2\d|3[01])[/.-]\d{4}\b')
         THEN regexp_replace(t, '^(\d+)[/.-](\d+)[/.-](\d{4})', '\3-\1-\2')
         WHEN regexp_matches(t, '^\d{2}年') THEN '20' || t
         WHEN regexp_matches(t, '^\d{1,2}[/.-]') THEN NULL
         ELSE t END;

-- Parts of the day as 上午 and 下午, and none beside an hour that says it already; no weekday; 晚上12点, which may be either midnight, stays as it is.
CREATE OR REPLACE TEMP MACRO half_days(t) AS
    CASE WHEN regexp_matches(t, '[星周礼凌早晚夜傍清中下]|[Pp][Mm]')
         THEN regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
                  '\s*[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?\s*', ' '), '(下午|晚上|晚间|夜里|傍晚|[Pp][Mm])\s*(1[3-9]|2[0-3])([:点时])', '\2\3'),
              '\b(1[3-9]|2[0-3])((:\d\d){1,2})\s*[Pp][Mm]$', '\1\2'), '凌晨|清晨|早晨|早上', '上午'), '傍晚', '下午'),
              '(晚上|晚间|夜里)\s*(0?[5-9]|1[01])([:点时])', '下午\2\3'), '中午\s*(12|0?[123])([:点时])', '下午\1\2'), '中午\s*(1[01])([:点时])', '上午\1\2')
         ELSE t END;

-- 20160530, 201605302235, 20160530 223527, 20160530223527 by their length; NULL for what is none.
CREATE OR REPLACE TEMP MACRO digits_time(t) AS
    CASE WHEN regexp_full_match(t, '(19|20)\d{6}([ T]?\d{4}(\d\d)?)?')
         THEN try_strptime(rpad(regexp_replace(t, '\D', '', 'g'), 14, '0'), '%Y%m%d%H%M%S') END;

-- t has its year first, and 上午 or 下午 where it says the half of the day.
CREATE OR REPLACE TEMP MACRO written_time(t) AS
    CASE WHEN regexp_matches(t, ':\d\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)$') THEN TRY_CAST(t AS TIMESTAMPTZ) AT TIME ZONE 'Asia/Shanghai'
         WHEN regexp_matches(t, '[上下]午|(?i)[ \d][ap]m')
         THEN try_strptime(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                  trim(time_text(t)), '上午', 'AM'), '下午', 'PM'), '(?i)^(\S+)\s*([AP]M)\s*([\d:]+)$', '\1 \3 \2'), '\s*([APap][Mm])$', ' \1'),
              ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p', '%Y-%m-%d %H:%M:%S %p', '%Y-%m-%d %H:%M %p'])
         ELSE coalesce(TRY_CAST(t AS TIMESTAMP), TRY_CAST(trim(time_text(t)) AS TIMESTAMP), TRY_CAST(trim(time_text(t)) || ':00' AS TIMESTAMP)) END;

-- Most cells are written as ISO writes or nearly so; the lists of one are there so that each step is worked out once.
CREATE OR REPLACE TEMP MACRO parsed_time(t) AS
    CASE WHEN given(t) IS NULL THEN NULL
         WHEN regexp_full_match(given(t), '/Date\(\d{13}\)/|1\d{9}(\d{3})?')
         THEN epoch_ms(TRY_CAST(rpad(regexp_extract(given(t), '\d+'), 13, '0') AS BIGINT)) + INTERVAL 8 HOUR
         WHEN regexp_full_match(given(t), '[2-5]\d{4}(\.\d+)?')
         THEN date_trunc('second', TIMESTAMP '1899-12-30' + to_microseconds(CAST(round(TRY_CAST(given(t) AS DOUBLE) * 86400) AS BIGINT) * 1000000))
         WHEN regexp_full_match(given(t), '\d{8}[ T]?\d*') THEN digits_time(given(t))
         WHEN regexp_full_match(given(t), '\d{4}[-/.T :\d]+') THEN written_time(given(t))
         ELSE list_transform(list_transform([half_days(half_width(given(t)))], lambda h: year_first(h)), lambda y: written_time(y))[1] END;

-- Which way money went: out or in, by the words of banks and providers. 借 (debit, D) is out and 贷 (credit, C) in, for the account's
-- holder.
CREATE OR REPLACE TEMP MACRO flow_of(word) AS
    CASE WHEN regexp_full_match(word, '(?i)支|出账?|借方?|付|付[出款]|支取|取款?|取出|汇出|往[账帐]|扣款|.{0,4}支出|.{0,4}转出|out|dr?|debit|expense|-')
         THEN 'out'
         WHEN regexp_full_match(word, '(?i)收|进账?|入账?|贷方?|收款|存款?|存入|汇入|来[账帐]|.{0,4}收入|.{0,4}转入|in|cr?|credit|income|\+')
         THEN 'in' END;

-- The account that an export's first lines name, where it is not masked.
CREATE OR REPLACE TEMP MACRO own_in(preamble) AS
    nullif(regexp_extract(preamble, '(?:支付宝账户|微信号|账号|帐号|卡号|账户|本机号码|手机号码|用户号码|客户号码)\s*[:：]\s*\[?([\w.@+-]{5,40})(?:[\]\s,，]|$)', 1), '');

-- wxid_1(nickname), nickname(10001): the account.
CREATE OR REPLACE TEMP MACRO account_of(t) AS
    CASE WHEN regexp_full_match(t, '[\w.@-]{5,40}\s*[(（].*[)）]') AND NOT regexp_full_match(t, '[\x{3400}-\x{9fff}].*') THEN regexp_extract(t, '^[\w.@-]+')
         WHEN regexp_full_match(t, '.{1,40}[(（]\d{5,12}[)）]') THEN regexp_extract(t, '(\d{5,12})[)）]$', 1)
         ELSE t END;

-- How an export calls the one whose device or account it is from.
CREATE OR REPLACE TEMP MACRO himself(t) AS regexp_full_match(t, '(?i)我|本人|自己|本机|me|self');

-- Banks and operators write day and clock in two columns: 20190716 and 181505, or 18:15:05.
CREATE OR REPLACE TEMP MACRO moment(d, t) AS
    CASE WHEN given(d) IS NULL OR NOT regexp_full_match(given(t), '\d{5,6}|\d{1,2}:\d\d(:\d\d)?') THEN parsed_time(t)
         ELSE TRY_CAST(date_text(given(d), NULL) || ' ' || CASE WHEN contains(t, ':') THEN given(t)
                  ELSE regexp_replace(lpad(given(t), 6, '0'), '(\d\d)(\d\d)(\d\d)', '\1:\2:\3') END AS TIMESTAMP) END;

-- ¥1,234.50 元, full-width digits, (12.00) for minus. A comma with one or two digits after it parts no thousands: 1.234,50.
CREATE OR REPLACE TEMP MACRO amount_text(t) AS
    CASE WHEN regexp_full_match(t, '[+-]?(\d+|\d{1,3}(\.\d{3})+),\d{1,2}') THEN replace(replace(t, '.', ''), ',', '.')
         WHEN regexp_matches(t, '\..*,') THEN NULL
         ELSE replace(t, ',', '') END;

CREATE OR REPLACE TEMP MACRO bare_amount(t) AS
    amount_text(regexp_replace(regexp_replace(half_width(given(t)), '[¥$€£\s元圆整]|CNY|RMB|人民币', '', 'g'), '^\((.*)\)$', '-\1'));

-- 1.2万 and 3千 are exact: twelve thousand, three thousand.
CREATE OR REPLACE TEMP MACRO parsed_amount(t) AS
    CASE WHEN regexp_matches(t, '[百千万亿]')
         THEN TRY_CAST(TRY_CAST(regexp_extract(bare_amount(t), '^([+-]?[\d.]+)(百|千|万|百万|千万|亿)$', 1) AS DECIMAL(26, 8))
              * CASE regexp_extract(bare_amount(t), '\D+$') WHEN '百' THEN 100 WHEN '千' THEN 1000 WHEN '万' THEN 10000 WHEN '百万' THEN 1000000
                     WHEN '千万' THEN 10000000 WHEN '亿' THEN 100000000 END AS DECIMAL(18, 2))
         ELSE TRY_CAST(bare_amount(t) AS DECIMAL(18, 2)) END;

-- ISO 4217 or a coin's sign. XXX (no currency) for what is neither: a cell that slipped into this column may be a person's.
CREATE OR REPLACE TEMP MACRO currency_of(t) AS
    CASE WHEN t IS NULL OR upper(t) IN ('人民币', '人民币元', '元', 'RMB', '¥', '￥') THEN 'CNY'
         WHEN regexp_full_match(upper(t), '[A-Z]{3}|USDT|USDC') THEN upper(t)
         ELSE 'XXX' END;

-- Bytes of 1,024, 35.3KB, 1.20MB (of 1,024); as chat programs show them these are rounded.
CREATE OR REPLACE TEMP MACRO parsed_size(t) AS
    CAST(round(TRY_CAST(regexp_replace(given(t), '[,\s]|字节|(?i)bytes?|[kmg]?i?b?$', '', 'g') AS DOUBLE)
         * CASE WHEN regexp_matches(given(t), '(?i)\dg|\d\s*gi?b') THEN 1073741824 WHEN regexp_matches(given(t), '(?i)\d\s*m') THEN 1048576
                WHEN regexp_matches(given(t), '(?i)\d\s*k') THEN 1024 ELSE 1 END) AS BIGINT);

-- 90, 90秒, 1分30秒, 00:01:30.
CREATE OR REPLACE TEMP MACRO parsed_seconds(t) AS
    CASE WHEN given(t) IS NULL THEN NULL
         WHEN regexp_full_match(given(t), '\d+(\.0+)?秒?') THEN TRY_CAST(regexp_extract(given(t), '\d+') AS BIGINT)
         WHEN regexp_full_match(given(t), '(\d+(小时|时))?(\d+分(钟)?)?(\d+秒)?')
         THEN 3600 * coalesce(TRY_CAST(regexp_extract(given(t), '(\d+)(小时|时)', 1) AS BIGINT), 0)
              + 60 * coalesce(TRY_CAST(regexp_extract(given(t), '(\d+)分', 1) AS BIGINT), 0)
              + coalesce(TRY_CAST(regexp_extract(given(t), '(\d+)秒', 1) AS BIGINT), 0)
         WHEN regexp_full_match(given(t), '(\d+:)?\d{1,2}:\d{2}')
         THEN 3600 * coalesce(TRY_CAST(regexp_extract(given(t), '^(\d+):\d+:\d+$', 1) AS BIGINT), 0)
              + 60 * TRY_CAST(regexp_extract(given(t), '(\d+):\d+$', 1) AS BIGINT) + TRY_CAST(right(given(t), 2) AS BIGINT)
         END;
