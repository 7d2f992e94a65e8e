"""A headless Chromium that is already on the machine, and the pages that the tests look at."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipelines import warehouse
from pipelines.home import Home
from pipelines.report import run as report
from tests.browser.opened import Open, Opened
from tests.unit.report.report_market import Market, seal

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find_chromium() -> str | None:
    """The browser of this machine: HOPBACK_CHROMIUM, one on the PATH, or the one that playwright installed."""
    named = os.environ.get("HOPBACK_CHROMIUM")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if named or found:
        return named or found
    with sync_playwright() as playwright:
        installed = playwright.chromium.executable_path
    return installed if Path(installed).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        if os.environ.get("HOPBACK_NO_BROWSER") == "1":
            pytest.skip("HOPBACK_NO_BROWSER=1: no Chromium could be installed on this machine")
        pytest.fail("no Chromium found: install one, or 'playwright install chromium', or set HOPBACK_CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of a usual case, a large one with several complaints, one without sales, and the smallest."""
    home = Home.at(tmp_path_factory.mktemp("reports")).create()
    large = Market("large", actors=66, lists=80, spine=8)
    for i in range(2, 9):
        large.complaint(f"T-{i:03d}", large.spine[:i], datetime(2016, 8, 10 + i), 0.5 + i / 20)
    markets = [Market("usual"), large, Market("none", actors=5, lists=3, spine=0), Market("one", actors=2, lists=2, spine=1)]
    for market in markets:
        seal(home, market)
    with warehouse.writer(home) as con:
        for market in markets:
            market.write(con)
        report.run(home, con, [m.case_id for m in markets], formats=("html",))
    return home.reports


@pytest.fixture
def show(browser: Browser, reports: Path) -> Iterator[Open]:
    """Open a case's report: ``show("usual", width=390, locale="en-GB")``."""
    contexts = []

    def opened(case: str = "usual", width: int = 1280, height: int = 900, locale: str = "zh-CN", **options: object) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        seen = Opened(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto((reports / case / "index.html").as_uri())
        return seen

    yield opened
    for context in contexts:
        context.close()
