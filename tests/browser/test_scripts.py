"""All pages in a real browser, a script in every text there is: nothing runs, nothing has to be refused.

Of the pages that say that nothing is there, one: tests/security/test_scripts.py reads the others.
"""

from collections import Counter
from typing import Any

import pytest

from tests.browser.conftest import Open
from tests.security.test_scripts import ADDRESSES, REFLECTED, paths
from tests.security.wounds import poisoned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Kept in the window's name, which outlives a page.
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
    window.name += `${location} ${event.violatedDirective} `;
});
"""
HARM = """() => [
    window.name,
    typeof hurt === "undefined" ? "" : "it ran",
    ...document.querySelectorAll(".hurt, script:not([src]), [onerror], [href^='javascript:' i]"),
].filter(Boolean).map(String)"""


@pytest.mark.parametrize(("person", "least"), [("nobody", 2), ("owner", 20), ("administrator", 20)])
def test_nothing_runs_on_any_page(visit: Open, transactional_db: None, person: str, least: int) -> None:
    house = poisoned()
    client = house.client(person)
    page = visit("/sign-in/", house.people[person])
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    seen: Counter[int] = Counter()
    for path in dict.fromkeys(path for address in ADDRESSES for path in paths(house, address)):
        answer: Any = client.get(path, REFLECTED)
        answer.close()
        status = answer.status_code
        if status in (200, 404, 403) and answer.headers["Content-Type"].startswith("text/html"):
            seen[status] += 1
            if status == 404 and seen[404] > 1:
                continue
            page.goto(f"{path}?{answer.request['QUERY_STRING']}")
            assert page.evaluate(HARM) == [], path
    assert seen.total() >= least
