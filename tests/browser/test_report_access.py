"""What an accessibility checker would look for, and the page on paper."""

import itertools
import re
import zlib

import pytest
from playwright.sync_api import expect

from tests.browser.opened import Open

CONTRAST = """() => {
  const parse = c => { const v = c.match(/[\\d.]+/g).map(Number); return c.startsWith('color(') ? [v[0]*255, v[1]*255, v[2]*255, v[3] ?? 1] : [v[0], v[1], v[2], v[3] ?? 1]; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const ground = e => { const layers = []; for (let n = e; n; n = n.parentElement) layers.push(parse(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]); };
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126*r + .7152*g + .0722*b; };
  const weak = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!e.offsetParent || e.closest('svg, #canvas, .aloud, .skip, .candidates')) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e), under = ground(e), ink = over(parse(style.color), under);
    const [hi, lo] = [light(ink), light(under)].sort((a, b) => b - a), ratio = (hi + .05) / (lo + .05);
    const big = parseFloat(style.fontSize) >= 24;
    if (ratio < (big ? 3 : 4.5)) weak.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return [...new Set(weak)];
}"""
NAMELESS = """() => [...document.querySelectorAll('a[href], button, input, [role], [tabindex="0"], table, nav, svg')].filter(e => {
  if (!e.offsetParent && getComputedStyle(e).position !== 'fixed') return false;
  if (e.matches('table') || e.matches('[role=status], [role=group]:not([aria-label])')) return false;
  const label = e.getAttribute('aria-label') || e.innerText || (e.labels && [...e.labels].map(l => l.innerText).join(''))
    || (e.getAttribute('aria-labelledby') && document.getElementById(e.getAttribute('aria-labelledby'))?.innerText);
  return !label || !label.trim(); }).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case", ["usual", "none", "large"])
def test_text_stands_out_from_its_ground(show: Open, case: str, scheme: str) -> None:
    page = show(case, color_scheme=scheme).page
    assert page.evaluate(CONTRAST) == []
    if case == "usual":
        page.locator("#hop-list [data-hop]").first.click()
        assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", ["usual", "none", "large", "one"])
def test_everything_that_acts_has_a_name(show: Open, case: str, language: str) -> None:
    page = show(case).page
    page.locator(f"[data-set-lang={language}]").click()
    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("case", ["usual", "none", "large", "one"])
def test_landmarks_headings_and_ids_are_in_order(show: Open, case: str) -> None:
    page = show(case).page
    count = lambda selector: page.locator(selector).count()  # noqa: E731
    assert (count("main"), count("h1"), count("body > header"), count("body > footer"), count("nav")) == (1, 1, 1, 1, 1)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1 and all(b - a <= 1 for a, b in itertools.pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    dangling = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"
    )
    assert dangling == []
    assert page.evaluate("[...document.querySelectorAll('th')].every(th => th.scope)")


def test_the_graph_has_an_equal_in_a_table(show: Open) -> None:
    page = show().page
    hops = page.evaluate("JSON.parse(document.getElementById('drawing').textContent).edges.map(e => e.id).sort()")
    listed = page.evaluate("[...document.querySelectorAll('#hop-list [data-hop]')].map(e => e.dataset.hop).sort()")
    tabled = page.evaluate("[...document.querySelectorAll('#table-hops [data-hop]')].map(e => e.dataset.hop).sort()")
    assert hops == listed == tabled


def test_motion_is_spared_to_those_who_ask(show: Open) -> None:
    assert show(reduced_motion="reduce").page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_print_shows_the_drawing_and_the_chain_s_evidence(show: Open) -> None:
    page = show().page
    page.emulate_media(media="print")
    expect(page.locator("#canvas")).to_be_hidden()
    expect(page.locator("svg.still")).to_be_visible()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("article.hop.chained").first).to_be_visible()
    assert page.locator("article.hop:visible").count() == 6
    frames = page.locator(".scroll").evaluate_all(
        "all => all.map(e => getComputedStyle(e).maxHeight + getComputedStyle(e).overflow)"
    )
    assert set(frames) == {"nonevisible"}, "no table is cut"


@pytest.mark.parametrize("case", ["usual", "large", "none", "one"])
def test_the_pdf_is_a4_and_whole(show: Open, case: str) -> None:
    content = show(case).page.pdf(prefer_css_page_size=True)
    boxes = {tuple(round(float(v)) for v in box.split()) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", content)}
    upright, across = (0, 0, 595, 842), (0, 0, 842, 595)
    near = {b for b in boxes if all(abs(v - w) <= 1 for v, w in zip(b, upright, strict=True))}
    wide = {b for b in boxes if all(abs(v - w) <= 1 for v, w in zip(b, across, strict=True))}
    assert near and boxes == near | wide
    assert bool(wide) == (case != "none"), "the graph lies across a page of its own"
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert pages >= 2 or case == "none"
    assert any(
        b"BT" in zlib.decompress(s)
        for s in re.findall(rb"FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)[:3]
    )
