"""The pages of what people keep, definitions and threads: axe finds nothing, and nothing scrolls sideways."""

import pytest
from playwright.sync_api import expect

from assistants.models import Assistant, Conversation
from connections.models import Connection
from library.models import Definition
from people.models import User
from tests.browser.conftest import Open, faults, overflows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
LOOKS = [(PHONE, "dark"), (DESK, "light")]


@pytest.fixture
def thread(alice: User) -> Conversation:
    line = Connection.objects.create(name="Press account", base_url="https://api.openai.com/v1")
    librarian = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-5.4-mini")
    title = "Which of the books about cats are good for children, and which are not?"
    return Conversation.objects.create(
        owner=alice, connection=line, assistant=librarian, title=title, conversation_id=f"conv_{'0' * 40}"
    )


@pytest.fixture
def pages(alice: User, thread: Conversation) -> list[str]:
    kept = Definition.objects.create(owner=alice, kind="structured-data", name="Homes")
    return [
        "/definitions/",
        f"/definitions/{kept.pk}/",
        f"/definitions/{kept.pk}/delete/",
        "/assistants/threads/",
        f"/assistants/threads/{thread.pk}/",
        f"/assistants/threads/{thread.pk}/delete/",
    ]


@pytest.mark.parametrize(("viewport", "light"), LOOKS)
def test_the_pages_hold_to_accessibility(
    visit: Open, alice: User, pages: list[str], viewport: dict[str, int], light: str
) -> None:
    for address in pages:
        page = visit(address, alice, viewport=viewport, color_scheme=light)
        assert faults(page) == []
        assert not overflows(page)


def test_a_thread_is_gone_on_with_from_its_page(visit: Open, alice: User, thread: Conversation) -> None:
    page = visit("/assistants/threads/", alice)
    page.get_by_role("link", name="Continue").click()

    expect(page.get_by_role("combobox", name="Thread ID")).to_have_value(thread.conversation_id)
    expect(page.get_by_label("Assistant", exact=True)).to_have_value(str(thread.assistant_id))


def test_the_groups_are_asked_for_only_where_it_is_shared_with_some(
    visit: Open, alice: User, pages: list[str]
) -> None:
    alice.groups.create(name="Writers")
    page = visit(pages[1], alice, java_script_enabled=False)
    writers = page.get_by_label("Writers")

    expect(writers).to_be_hidden()
    page.get_by_label("Who may use it").select_option("groups")
    expect(writers).to_be_visible()
