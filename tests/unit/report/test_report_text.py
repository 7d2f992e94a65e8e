import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.report import chain, notes, page, text, words

TEMPLATES = Path(page.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.9999, ">99%"), (1, "100%")]
)
def test_a_share_never_claims_more_certainty_than_it_has(value: float | None, shown: str) -> None:
    assert text.share(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.2, "¥0.20"), (0.025, "¥0.025"), (5.7, "¥5.70"), (0, "¥0.00"), (None, "–")])
def test_prices_keep_two_digits_that_mean_something(value: float | None, shown: str) -> None:
    assert text.price(value, "CNY") == shown


def test_a_model_is_never_certain() -> None:
    assert [text.likelihood(v) for v in (1.0, 0.9999, 0.5, None)] == [">99%", ">99%", "50%", "–"]


def test_amounts_numbers_and_sizes() -> None:
    assert text.money(Decimal("100000.00"), "CNY") == "¥100,000"
    assert text.money(12.5, None) == "¥12.50"
    assert text.money(7, "THB") == "THB 7.00"
    assert text.number(512_000) == "512,000"
    assert text.signed(-0.84) == "−0.8"
    assert text.signed(6.25) == "+6.2"
    assert [text.size(n) for n in (None, 999, 1_234_567, 5 * 10**13)] == ["–", "999 B", "1.2 MB", "50.0 TB"]


def test_spans_of_days() -> None:
    a, b = datetime(2016, 4, 12, 9), datetime(2016, 4, 12, 20)
    assert text.days(a, b) == "2016-04-12"
    assert text.days(None, b) == "2016-04-12"
    assert text.days(a, datetime(2016, 5, 1)) == "2016-04-12 – 2016-05-01"
    assert text.days(None, None) == "–"


def test_both_languages_fill_the_same_holes() -> None:
    hole = re.compile(r"\{(\w+)\}")
    for key, (zh, en) in words.dictionary().items():
        assert zh.strip() and en.strip(), key
        assert sorted(hole.findall(zh)) == sorted(hole.findall(en)), key


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    code = "\n".join(p.read_text("utf-8") for p in [*TEMPLATES.glob("*.j2"), *TEMPLATES.parent.glob("*.py")])
    quoted = set(re.findall(r'"([a-z_]+)"', code))
    prefixes = (
        "status_",
        "kind_",
        "action_",
        "list_",
        "act_",
        "profile_",
        "excluded_",
        "fact_",
        "regime_",
    )  # words of closed vocabularies: known(prefix, word)
    unused = [k for k in words.dictionary() if k not in quoted and not k.startswith(prefixes) and k != "t_next"]
    assert unused == []
    called = set(re.findall(r'\bt\("([a-z_]+)"', code)) | set(re.findall(r'attribute\("[a-z-]+", "([a-z_]+)"[,)]', code))
    assert called <= words.dictionary().keys()


def test_values_are_escaped_and_markup_is_kept() -> None:
    shown = words.t("paid", amount="<img src=x onerror=alert(1)>")
    assert "<img" not in shown and "&lt;img" in shown
    with pytest.raises(KeyError, match="amount"):
        words.t("paid")


def test_a_value_may_hold_braces_of_its_own() -> None:
    assert "{amount}" in words.t("sent", file="{amount}", size="1 kB")


def test_attributes_carry_both_languages_without_markup() -> None:
    made = words.attribute("aria-label", "open_evidence", seller='A" onclick="x', buyer=words.actor("unseen-2"))
    assert 'onclick="x' not in made
    assert 'data-aria-label-en="Show the evidence: A&#34; onclick=&#34;x sold to Unseen 2"' in made


def test_unknown_words_of_a_vocabulary_stand_for_themselves() -> None:
    assert words.known("kind", "money") == ("资金", "money")
    assert words.known("kind", "netdisk") == ("netdisk", "netdisk")
    assert words.actor("unseen-3") == ("未现身者 3", "Unseen 3")
    assert words.actor("unseen-x") == ("unseen-x", "unseen-x")


def test_json_cannot_close_its_script() -> None:
    made = page.as_json({"name": "</script><!--\u2028&"})
    assert "<" not in made and ">" not in made and "&" not in made and "\u2028" not in made


def test_what_differs_is_set_off() -> None:
    assert page.marked("••8•") == "<i>••</i><mark>8</mark><i>•</i>"
    assert page.marked("•<•") == "<i>•</i><mark>&lt;</mark><i>•</i>"
    assert page.marked("• •") == "<i>•</i><mark>␣</mark><i>•</i>"


def test_sentences_of_other_stages_are_shown_in_both_languages() -> None:
    note = "嘉湖绍.txt to 全角.csv: 765 persons in both, 103 errors in common, 259 cells differ, row order not kept; against the best rival"
    assert notes.both(note) == ("嘉湖绍.txt → 全角.csv：共有 765 人、相同错误 103 处，259 格不同，行序不同；与次优来源相比", note)
    assert notes.both("message: same hash, same size")[0] == "消息：哈希相同、大小相同"
    assert notes.both("message: something {1} new")[0] == "消息：something {1} new"
    assert notes.both("10.50 CNY to the seller, 0.160 a record")[0] == "付给卖方 10.50 CNY，每条 0.160"
    assert notes.both("a sentence that nobody foresaw") == ("a sentence that nobody foresaw",) * 2
    assert notes.both(None) == ("", "")
    assert notes.field("phone, school") == ("联系电话、学校", "mobile phone, school")
    assert notes.field("意向班型") == ("意向班型", "意向班型")


def test_what_decided_against_the_next_best_is_named_in_chinese() -> None:
    note = "next best: somebody unseen (0.02 against 0.97); difference: chat +5.0, money -2.1"
    assert notes.both(note) == ("次优解释：未现身者（0.02 对 0.97）；差别：聊天 +5.0、资金 -2.1", note)
    assert (
        notes.both("next best: 甲 (0.02 against 0.97); difference: prior alone")[0]
        == "次优解释：甲（0.02 对 0.97）；差别：仅凭先验"
    )


def test_the_next_best_explanation_is_no_kind_of_evidence() -> None:
    rows = [{"kind": "money", "llr": 6.0}, {"kind": "alternative", "llr": 9.0}]
    assert chain.kinds(rows) == (("money", 6.0),)
