-- One row per reading of the law that contested points allow.
-- Reads: nothing. Writes: temp.profiles. Used by: assess.
-- main: main practice. strict: a name with an ID number is class B. parents: a parent is a person of his own. identified: a bare
-- phone number, without anything that names the person, is nobody's information. confirmed: main practice, and of the sales only
-- the confirmed ones. Each but main turns one point.
CREATE OR REPLACE TEMP TABLE profiles AS
SELECT unnest(['main', 'strict', 'parents', 'identified', 'confirmed']) AS profile;
