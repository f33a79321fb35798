"""Every page there is, found by its address: it keeps still, is light, asks no other host, and fits.

A new page is walked by itself.
"""

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Open, overflows
from tests.browser.walk import pages_of, the_owner
from tests.security.house import House, furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LARGEST_SHIFT = 0.1
HEAVIEST = 250_000  # bytes on the wire, of what is neither picture nor sound
MEDIA = ("image", "media")
COUNTING_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def house(transactional_db: None) -> House:
    return furnished()


class Weighing:
    """What a page has loaded, each as its server sends it: compressed, but for what is compressed already."""

    def __init__(self, page: Page, home: str) -> None:
        self.home, self.strange, self.weight = home, list[str](), 0
        self.known: dict[str, int] = {}
        page.on("response", self.take)

    def take(self, response: Response) -> None:
        if not response.url.startswith((self.home, "data:", "blob:")):
            self.strange.append(response.url)
        elif response.request.resource_type not in MEDIA and response.ok:
            if "/static/" not in response.url or response.url not in self.known:
                self.known[response.url] = self.weigh(response)
            self.weight += self.known[response.url]

    def weigh(self, response: Response) -> int:
        body = response.body()
        return len(gzip.compress(body)) if "/static/" in response.url else len(body)


@pytest.mark.parametrize(
    ("width", "height", "colours"), [(360, 740, "dark"), (1440, 900, "light")], ids=["phone", "desk"]
)
def test_every_page_keeps_still_and_is_light(
    visit: Open, house: House, width: int, height: int, colours: str
) -> None:
    """As an owner who is an administrator, to whom a page shows all that it can."""
    page = visit(
        "/account/", the_owner(house), viewport={"width": width, "height": height}, color_scheme=colours
    )
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.add_init_script(COUNTING_SHIFTS)
    weighing = Weighing(page, page.url.removesuffix("/account/"))
    wrong, walked = [], 0
    for path in pages_of(house, "owner"):
        weighing.weight = 0
        page.goto(path)
        page.evaluate(DRAWN)
        walked += 1
        if (shifted := page.evaluate("shifted")) > LARGEST_SHIFT:
            wrong.append(f"{path} shifts by {shifted:.2f}")
        if weighing.weight > HEAVIEST:
            wrong.append(f"{path} weighs {weighing.weight} bytes")
        if overflows(page):
            wrong.append(f"{path} scrolls sideways")
    assert wrong == []
    assert weighing.strange == []
    assert walked > 30
