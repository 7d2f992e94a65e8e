"""The picture of a report for the README: ``python -m tests.browser.picture reports/CASE/index.html docs/images/report.png``."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium


def take(report: Path, picture: Path, height: int = 1380) -> None:
    """The first screen and the graph, in English, with the evidence of the chain's first sale open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": 1360, "height": height}, locale="en-GB", color_scheme="light", reduced_motion="reduce"
        )
        page.goto(report.absolute().as_uri())
        page.locator("#hop-list a.chained").first.click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.wait_for_timeout(500)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
