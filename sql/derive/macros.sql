-- Macros of the stage derive.
-- Reads: nothing. Writes: macros. Used by: derive.

-- The cell as it counts: as found, but the canonical text where the whole column was reformatted; nothing where it is masked.
CREATE OR REPLACE TEMP MACRO reading(raw, canonical, flags, bit) AS
    CASE WHEN contains(canonical, '*') THEN NULL
         WHEN raw IS NULL OR (flags >> bit) & 1 = 1 THEN canonical
         ELSE raw END;

-- What a mask usually leaves of a number: the first three and the last four characters.
CREATE OR REPLACE TEMP MACRO visible(canonical) AS
    CASE WHEN length(canonical) < 8 THEN NULL
         WHEN contains(left(canonical, 3) || right(canonical, 4), '*') THEN NULL
         ELSE left(canonical, 3) || right(canonical, 4) END;

-- A hash that is NULL where there is nothing: missing is not different.
CREATE OR REPLACE TEMP MACRO fingerprint(text) AS CASE WHEN text IS NULL THEN NULL ELSE hash(text) END;

-- Which of two readings looks like the text (1: the first, -1: the second, 0: can't say): usual values first, then spelling.
-- Weights are tenths: between two of them a difference is cut, so that it does not depend on how they are written in binary.
CREATE OR REPLACE TEMP MACRO look(usual_1, spelt_1, usual_2, spelt_2) AS
    CASE WHEN usual_1 - usual_2 > 0.65 THEN 1
         WHEN usual_2 - usual_1 > 0.65 THEN -1
         WHEN spelt_1 - spelt_2 > 0.65 THEN 1
         WHEN spelt_2 - spelt_1 > 0.65 THEN -1
         ELSE 0 END;

-- A value that many others have against one that hardly anybody has.
CREATE OR REPLACE TEMP MACRO is_plain(usual_1, usual_2) AS abs(usual_1 - usual_2) > 1.55;

-- All that look and is_plain say of two readings, as a number.
CREATE OR REPLACE TEMP MACRO look_class(usual_1, spelt_1, usual_2, spelt_2) AS
    look(usual_1, spelt_1, usual_2, spelt_2) * CASE WHEN is_plain(usual_1, usual_2) THEN 2 ELSE 1 END;

-- Log-odds that the first of two readings is the text, by what such a look was worth in the field (plain, share: 0 to 1).
CREATE OR REPLACE TEMP MACRO look_odds(usual_1, spelt_1, usual_2, spelt_2, plain, share) AS
    CASE WHEN is_plain(usual_1, usual_2) THEN sign(usual_1 - usual_2) * ln(plain / (1 - plain))
         ELSE look(usual_1, spelt_1, usual_2, spelt_2) * ln(share / (1 - share)) END;

-- Log-likelihood of the look, against no look at all: ln(2 p). It never makes up for the alteration itself.
CREATE OR REPLACE TEMP MACRO look_gain(odds) AS ln(2 / (1 + exp(-odds)));

-- Of so many, the step that leaves from one to two times as many as are wanted (hash % step = 0): a power of two, so that a sample stays the
-- same until there are twice as many, and is then half of itself.
CREATE OR REPLACE TEMP MACRO halving_step(found, wanted) AS
    CAST(power(2, floor(log2(greatest(found // wanted, 1)) + 1e-9)) AS UBIGINT);
