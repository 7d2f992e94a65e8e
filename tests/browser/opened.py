"""A page as the tests see it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

Open = Callable[..., "Opened"]


@dataclass
class Opened:
    """A page, with every request that left it and everything that its console said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
