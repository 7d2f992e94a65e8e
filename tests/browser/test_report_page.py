"""The report in a real browser: it can be read, looked at, filtered, printed and worked by keyboard, and stays silent."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.opened import Open

CASES = ("usual", "large", "none", "one")


def point_of(page: Page, hop: str) -> tuple[float, float]:
    """Where on the page the middle of a drawn hop lies."""
    page.locator("#canvas").scroll_into_view_if_needed()
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )  # the graph hears of scrolling
    x, y = page.evaluate(
        """hop => { const canvas = document.getElementById('canvas'), box = canvas.getBoundingClientRect();
        const middle = canvas.cy.getElementById('e:' + hop).renderedMidpoint(); return [box.left + middle.x, box.top + middle.y]; }""",
        hop,
    )
    return x, y


def wait_for_drawn(page: Page, least: int, most: int) -> None:
    """Wait until so many hops are drawn: styles are worked out at a later frame.

    Looks from inside the page: ``wait_for_function`` compiles its text there again each time that it must look twice,
    which the report's policy forbids.
    """
    page.evaluate(
        """([least, most]) => new Promise((done, fail) => {
        const cy = document.getElementById('canvas').cy, until = Date.now() + 20000;
        const look = () => { const drawn = cy.edges().filter(e => e.visible()).length; if (drawn >= least && drawn <= most) done();
        else if (Date.now() > until) fail(new Error(drawn + ' hops are drawn')); else requestAnimationFrame(look); }; look(); })""",
        [least, most],
    )


def first_hop(page: Page) -> str:
    return str(page.locator("#hop-list [data-hop]").first.get_attribute("data-hop"))


@pytest.mark.parametrize("case", CASES)
def test_no_request_leaves_the_page_and_nothing_is_reported(show: Open, case: str) -> None:
    seen = show(case)
    page = seen.page
    if case != "none":
        page.locator("#hop-list [data-hop]").first.click()
        page.locator("[data-zoom=in]").click()
    page.locator("[data-set-lang=en]").click()
    page.wait_for_timeout(200)
    assert [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len(seen.requests) == 1
    assert seen.complaints == []


def test_the_policy_stops_what_a_smuggled_script_would_try(show: Open) -> None:
    page = show().page
    stopped = page.evaluate(
        """async () => { const seen = []; document.addEventListener('securitypolicyviolation', e => seen.push(e.effectiveDirective));
        const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script);
        const frame = document.createElement('iframe'); frame.src = 'https://collector.invalid/'; document.body.append(frame);
        new Image().src = 'https://collector.invalid/x.png';
        await fetch('https://collector.invalid/').catch(() => 0); await new Promise(done => setTimeout(done, 200));
        return [window.ran || 0, seen.sort()]; }"""
    )
    assert stopped == [0, ["connect-src", "frame-src", "img-src", "script-src-elem"]]


def test_a_click_on_a_hop_in_the_graph_opens_its_evidence(show: Open) -> None:
    page = show().page
    hop = first_hop(page)
    x, y = point_of(page, hop)
    page.mouse.click(x, y)
    article = page.locator(f"#hop-{hop}")
    expect(article).to_be_visible()
    expect(page.locator(".hop:visible")).to_have_count(1)
    expect(article.locator(".weights li.for").first).to_contain_text("内容")
    expect(article.locator(".weights li.against")).to_contain_text("−0.8")
    expect(article.locator(".lines")).to_contain_text("流水/支付宝.csv")
    expect(article.locator(".lines")).to_contain_text("第 2 行")
    expect(article.locator(".errors mark").first).to_be_visible()
    page.locator(f"#hop-{hop} [data-back]").click()
    expect(page.locator("#hop-list")).to_be_visible()
    expect(article).to_be_hidden()


def test_bars_of_evidence_run_left_when_it_contradicts(show: Open) -> None:
    page = show().page
    page.locator("#hop-list [data-hop]").first.click()
    middle = page.locator(".hop.shown .beam").first.bounding_box()
    speaks = page.locator(".hop.shown .for .beam i").first.bounding_box()
    against = page.locator(".hop.shown .against .beam i").first.bounding_box()
    assert middle and speaks and against
    centre = middle["x"] + middle["width"] / 2
    assert speaks["x"] == pytest.approx(centre, abs=1)
    assert against["x"] + against["width"] == pytest.approx(centre, abs=1)
    assert speaks["width"] > against["width"] > 0


def test_filter_by_confidence_and_by_chain(show: Open) -> None:
    page = show().page
    rows, shown = page.locator("#hop-list li:visible"), page.locator("#shown")
    total = rows.count()
    expect(shown).to_have_text(f"显示 {total} / {total} 次买卖")
    page.locator("#least").fill("70")
    left = rows.count()
    assert 0 < left < total
    expect(shown).to_contain_text(f"{left} / {total}")
    wait_for_drawn(page, left, left)
    assert page.locator("#table-hops tbody tr:visible").count() == total, "the table keeps every hop"
    page.locator("#least").fill("0")
    page.locator("#only-chain").check()
    expect(rows).to_have_count(6)
    wait_for_drawn(page, 6, 6)


def test_doubtful_hops_wait_until_they_are_asked_for(show: Open) -> None:
    page = show("large").page
    total = page.locator("#table-hops tbody tr").count()
    assert page.locator("#least").input_value() == "25"
    wait_for_drawn(page, 0, total - 1)
    heights = "document.getElementById('canvas').cy.nodes().filter(n => n.visible()).map(n => n.position('y'))"
    before = page.evaluate(heights)
    page.locator("#least").fill("0")
    wait_for_drawn(page, total, total)
    after = page.evaluate(heights)
    assert len(after) > len(before) and max(after) > max(before)
    page.locator("#least").fill("99")
    expect(page.locator("#hop-list li:visible")).to_have_count(0)


def test_the_language_is_the_reader_s_can_be_switched_and_is_remembered(show: Open) -> None:
    page = show(locale="en-GB").page
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(
        "The data most likely came from 林知夏（技术员）, through 6 sales, to 育才培训学校: probability 97%.", use_inner_text=True
    )
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator("[data-set-lang=zh]").click()
    expect(heading).to_have_text("数据最可能出自 林知夏（技术员），经 6 次转手到达 育才培训学校，可能性 97%。", use_inner_text=True)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title().endswith("转卖链追查报告")
    expect(page.locator("[data-zoom=in]")).to_have_attribute("aria-label", "放大")
    assert "未现身者 1" in page.evaluate("document.getElementById('canvas').cy.nodes('.unseen').map(n => n.data('label')).join()")
    page.reload()
    expect(heading).to_contain_text("数据最可能出自")
    assert show(locale="zh-TW").page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_the_other_language_is_left(show: Open, language: str) -> None:
    page = show().page
    page.locator(f"[data-set-lang={language}]").click()
    other = "en" if language == "zh" else "zh-CN"
    assert page.locator(f".t[lang={other}]:visible").count() == 0
    assert page.locator(f".t[lang={'zh-CN' if language == 'zh' else 'en'}]:visible").count() > 100


def test_the_page_works_by_keyboard_alone(show: Open) -> None:
    page = show().page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#hop-list [data-hop]')"):
            break
    hop = page.evaluate("document.activeElement.dataset.hop")
    assert hop == first_hop(page)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("hop => document.getElementById('canvas').cy.getElementById('e:' + hop).hasClass('over')", hop)
    page.keyboard.press("Enter")
    expect(page.locator(f"#hop-{hop}")).to_be_visible()
    expect(page.locator(f"#hop-{hop}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#hop-list [data-hop='{hop}']")).to_be_focused()


def test_a_hop_of_the_chain_and_of_a_table_opens_by_enter(show: Open) -> None:
    page = show().page
    for place in (".strip .arrow a", "#table-hops [data-hop]", ".chart a.lane-name", ".weakest a"):
        link = page.locator(place).first
        link.focus()
        page.keyboard.press("Enter")
        article = page.locator(f"#hop-{link.get_attribute('data-hop')}")
        expect(article).to_be_focused()
        expect(article).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(link).to_be_focused()


def test_the_graph_zooms_and_pans(show: Open) -> None:
    page = show().page
    level = "document.getElementById('canvas').cy.zoom()"
    start = page.evaluate(level)
    page.locator("[data-zoom=in]").click()
    assert page.evaluate(level) > start
    page.locator("[data-zoom=fit]").click()
    assert page.evaluate(level) == pytest.approx(start, rel=0.2)
    page.locator("#canvas").focus()
    before = page.evaluate("document.getElementById('canvas').cy.pan().x")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.getElementById('canvas').cy.pan().x") == before + 60
    page.keyboard.press("-")
    assert page.evaluate(level) < start
    page.locator("#canvas").hover()
    level_then, top = page.evaluate(level), page.evaluate("scrollY")
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(300)
    assert page.evaluate(level) == level_then and page.evaluate("scrollY") != top, "a plain wheel scrolls the page"


def test_what_is_drawn_says_what_the_hops_say(show: Open) -> None:
    page = show().page
    style = """id => { const e = document.getElementById('canvas').cy.getElementById('e:' + id);
        return [e.numericStyle('width'), e.style('line-style'), e.style('line-color')]; }"""
    drawing = page.evaluate("JSON.parse(document.getElementById('drawing').textContent).edges")
    drawn = [(edge, *page.evaluate(style, edge["id"])) for edge in drawing]
    assert {line for edge, _, line, _ in drawn if edge["status"] == "suspected"} == {"dashed"}
    assert {line for edge, _, line, _ in drawn if edge["status"] == "confirmed"} == {"solid"}
    assert len({(edge["tier"], colour) for edge, _, _, colour in drawn}) == len({edge["tier"] for edge in drawing})
    assert max(width for _, width, _, _ in drawn) > 3 * min(width for _, width, _, _ in drawn)
    nodes = page.evaluate("Object.fromEntries(document.getElementById('canvas').cy.nodes().map(n => [n.id(), n.position('x')]))")
    back = [edge for edge in drawing if nodes["n:" + edge["seller"]] >= nodes["n:" + edge["buyer"]]]
    assert len(back) == 1, "only the sale back up runs to the left"


def test_tables_sort_by_value(show: Open) -> None:
    page = show().page
    column = page.locator("#table-hops tbody tr td:nth-child(6)")
    button = page.locator("#table-hops th:nth-child(6) button")
    button.click()
    rising = [int(v) for v in column.evaluate_all("cells => cells.map(c => c.dataset.v)") if v]
    assert rising == sorted(rising) and rising[0] < rising[-1]
    expect(page.locator("#table-hops th:nth-child(6)")).to_have_attribute("aria-sort", "ascending")
    button.click()
    falling = [int(v) for v in column.evaluate_all("cells => cells.map(c => c.dataset.v)") if v]
    assert falling == rising[::-1]
    page.locator("#table-hops th:nth-child(8) button").click()
    prices = page.locator("#table-hops tbody tr td:nth-child(8)").evaluate_all("cells => cells.map(c => c.dataset.v)")
    assert prices[-1] == "" and prices[0] != "", "what is not known comes last"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_nothing_makes_the_page_scroll_sideways(show: Open, case: str, width: int) -> None:
    page = show(case, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if case != "none":
        page.locator("#hop-list [data-hop]").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_read_without_scripts(show: Open) -> None:
    page = show(java_script_enabled=False).page
    expect(page.locator("h1")).to_contain_text("林知夏")
    expect(page.locator("svg.still")).to_be_visible()
    expect(page.locator("article.hop").last).to_be_visible()
    expect(page.locator("#canvas")).to_be_hidden()
    expect(page.locator("noscript")).to_be_visible()
