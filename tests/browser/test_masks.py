"""Drawing a mask on its picture: by mouse, by finger, by numbers; and what becomes of it."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import Run
from runs.tasks import perform
from tests.browser.conftest import Open, faults, overflows, settled
from tests.browser.test_keyboard import fill, press, reach
from tests.catalog.pictures import picture, turned
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDIT = "/actions/edit-an-image/"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
SHOWN = (
    "() => [...document.querySelectorAll('.input-picture')].every((one) => one.complete && one.naturalWidth)"
)
FITS = "() => document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth"
Point = tuple[float, float]


@pytest.fixture(autouse=True)
def line(transactional_db: None) -> Connection:
    made = a_connection("Press account")
    OfferedModel.objects.create(connection=made, model_id="gpt-image-2")
    return made


def payload(file: SimpleUploadedFile) -> FilePayload:
    return {"name": str(file.name), "mimeType": str(file.content_type), "buffer": file.read()}


CAT, DOG = payload(picture("cat.png", (400, 300))), payload(picture("dog.png", (300, 400)))


@pytest.fixture
def page(visit: Open, alice: User) -> Page:
    return with_picture(visit(EDIT, alice))


def with_picture(page: Page, file: FilePayload = CAT) -> Page:
    """Choose the first picture."""
    page.locator("[name=image-0-file]").set_input_files(file)
    return page


def fitted(page: Page) -> Locator:
    """Wait until the picture stands in the dialogue as large as it will; return what is drawn on."""
    expect(page.locator(".drawing-picture")).to_have_attribute("style", re.compile("inline-size"))
    return page.locator(".drawing-canvas")


def opened(page: Page, button: str = "Draw on the picture") -> Locator:
    page.get_by_role("button", name=button, exact=True).click()
    return fitted(page)


def at(canvas: Locator, point: Point) -> Point:
    """Return where in the window a point is, given in shares of the picture."""
    box = canvas.bounding_box()
    assert box
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def stroke(page: Page, *points: Point) -> None:
    canvas = page.locator(".drawing-canvas")
    page.mouse.move(*at(canvas, points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*at(canvas, point), steps=4)
    page.mouse.up()


def news(page: Page) -> Locator:
    return page.locator(".drawing-news")


def do(page: Page, name: str, said: str) -> None:
    """Press a button of the dialogue, and wait for what it says."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    expect(news(page)).to_have_text(said)


def rectangle(page: Page, left: int, top: int, width: int, height: int) -> None:
    """Fill in the numbers of a rectangle, which are unfolded."""
    fields = {"From the left": left, "From the top": top, "Width": width, "Height": height}
    for name, value in fields.items():
        page.get_by_label(name).fill(str(value))


def used(page: Page) -> None:
    page.get_by_role("button", name="Use this mask").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".mask-preview")).to_be_visible()


def sent(page: Page) -> Run:
    """Send the form; return the run once its page has its pictures, for which the server writes."""
    page.get_by_label("Prompt").fill("Give it a hat")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    settled(page)
    for shown in page.locator(".input-picture").all():
        shown.scroll_into_view_if_needed()
    page.wait_for_function(SHOWN)
    return Run.objects.latest("pk")


def mask_of(run: Run) -> Image.Image:
    with run.attachments.get(field="mask").opened() as file:
        return Image.open(BytesIO(file.read())).convert("RGBA")


def alpha(mask: Image.Image, *points: Point) -> list[int]:
    """Return how much of a mask stands in the way at these points, from 0 to 255."""
    places = [(int(x * mask.width), int(y * mask.height)) for x, y in points]
    return [mask.getchannel("A").getpixel(place) for place in places]  # type: ignore[misc]  # one channel, one number


def test_what_is_drawn_with_the_mouse_is_transparent_in_the_mask_that_is_sent(page: Page) -> None:
    opened(page)
    stroke(page, (0.2, 0.5), (0.6, 0.5), (0.6, 0.8))
    expect(news(page)).to_contain_text("of the picture is marked.")
    used(page)
    expect(page.get_by_role("button", name="Change", exact=True)).to_be_focused()
    expect(page.locator("#id_mask_field .dropzone-chosen")).to_contain_text("cat-mask.png")
    assert faults(page) == []

    run = sent(page)
    mask = mask_of(run)
    assert (mask.size, run.attachments.get(field="mask").filename) == ((400, 300), "cat-mask.png")
    assert alpha(mask, (0.2, 0.5), (0.4, 0.5), (0.6, 0.65), (0.6, 0.8)) == [0, 0, 0, 0]
    assert alpha(mask, (0.2, 0.2), (0.4, 0.8), (0.9, 0.5), (0.99, 0.99)) == [255] * 4


def test_practice_changes_what_was_marked_and_nothing_else(
    visit: Open, alice: User, line: Connection, live_server: Any
) -> None:
    Connection.objects.filter(pk=line.pk).update(base_url=f"{live_server.url}/practice/v1")
    line.refresh_from_db()
    line.api_key = "sk-practice-of-the-mask"
    line.save()
    page = with_picture(visit(EDIT, alice), payload(picture("cat.png", (1024, 1024))))
    opened(page)
    stroke(page, (0.3, 0.25), (0.7, 0.25))
    used(page)
    run = sent(page)
    perform(run.pk)

    with run.outputs.get().opened() as file:
        result = Image.open(BytesIO(file.read())).convert("RGB")
    teal = (0, 128, 128)
    assert result.size == (1024, 1024)
    assert result.crop((0, 512, 1024, 1024)).getcolors() == [(1024 * 512, teal)]
    assert result.getpixel((512, 256)) != teal


def test_a_finger_draws_and_scrolls_nothing(visit: Open, alice: User) -> None:
    page = with_picture(visit(EDIT, alice, viewport=PHONE, has_touch=True, is_mobile=True))
    canvas = opened(page)
    scrolled = page.evaluate("[scrollY, document.querySelector('dialog').scrollTop]")
    finger = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [(0.5, 0.2)]),
        ("touchMove", [(0.5, 0.5)]),
        ("touchMove", [(0.5, 0.8)]),
        ("touchEnd", []),
    ):
        touches = [dict(zip("xy", at(canvas, place), strict=True)) for place in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(news(page)).to_contain_text("of the picture is marked.")
    assert page.evaluate("[scrollY, document.querySelector('dialog').scrollTop]") == scrolled
    expect(page.locator(".drawing-ring")).to_be_hidden()
    used(page)

    mask = mask_of(sent(page))
    assert alpha(mask, (0.5, 0.2), (0.5, 0.4), (0.5, 0.8), (0.2, 0.5), (0.8, 0.5)) == [0, 0, 0, 255, 255]


def test_without_a_pointer_a_rectangle_is_marked_by_numbers(page: Page) -> None:
    page.locator("#id_mask").focus()
    press(page, "Draw on the picture")
    fitted(page)
    expect(page.get_by_role("button", name="Brush", exact=True)).to_be_focused()
    press(page, "A rectangle by numbers")
    expect(page.locator(".drawing-outline")).to_be_visible()
    fill(page, "From the left", "50")
    fill(page, "From the top", "0")
    fill(page, "Width", "49")
    page.keyboard.press("ArrowUp")
    fill(page, "Height", "100")
    page.keyboard.press("Enter")
    expect(news(page)).to_have_text("50% of the picture is marked.")
    press(page, "Use this mask")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Change", exact=True)).to_be_focused()
    reach(page, "Remove the mask")

    mask = mask_of(sent(page))
    assert mask.getchannel("A").crop((200, 0, 400, 300)).getcolors() == [(200 * 300, 0)]
    assert mask.getchannel("A").crop((0, 0, 200, 300)).getcolors() == [(200 * 300, 255)]


def test_steps_are_taken_back_and_done_again(page: Page) -> None:
    opened(page)
    page.get_by_text("A rectangle by numbers").click()
    rectangle(page, 0, 0, 50, 100)
    do(page, "Add this rectangle", "50% of the picture is marked.")
    do(page, "Undo", "Nothing is marked.")
    do(page, "Redo", "50% of the picture is marked.")
    rectangle(page, 25, 0, 75, 100)
    do(page, "Erase this rectangle", "25% of the picture is marked.")
    do(page, "Invert", "75% of the picture is marked.")
    do(page, "Erase all", "Nothing is marked.")
    do(page, "Use this mask", "Nothing is marked yet. Mark what should change.")
    for keys, said in (
        ("Control+z", "75%"),
        ("Control+z", "25%"),
        ("Control+Shift+z", "75%"),
        ("Control+z", "25%"),
        ("Control+z", "50%"),
        ("Control+z", "Nothing"),
    ):
        page.keyboard.press(keys)
        expect(news(page)).to_contain_text(said)


def test_the_eraser_takes_away_what_the_brush_marked(page: Page) -> None:
    opened(page)
    stroke(page, (0.2, 0.5), (0.8, 0.5))
    expect(news(page)).to_contain_text("of the picture is marked.")
    page.get_by_role("button", name="Eraser", exact=True).click()
    expect(page.get_by_role("button", name="Eraser", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("slider", name="Size").fill("10")
    stroke(page, (0.5, 0.3), (0.5, 0.7))
    expect(page.locator(".drawing-ring")).to_be_visible()
    used(page)
    assert alpha(mask_of(sent(page)), (0.3, 0.5), (0.5, 0.5), (0.7, 0.5)) == [0, 255, 0]


@pytest.mark.parametrize(("on", "sizes"), [(True, ["10", "8"]), (False, ["8", "8"])], ids=["on", "off"])
def test_two_keys_change_the_size_of_the_brush_unless_shortcuts_are_off(
    visit: Open, alice: User, on: bool, sizes: list[str]
) -> None:
    User.objects.filter(pk=alice.pk).update(shortcuts=on)
    page = with_picture(visit(EDIT, alice))
    opened(page)
    for key, size in zip("][", sizes, strict=True):
        page.keyboard.press(key)
        expect(page.get_by_role("slider", name="Size")).to_have_value(size)


def test_escape_asks_only_where_something_was_drawn(page: Page) -> None:
    opened(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Draw on the picture")).to_be_focused()
    opened(page)
    stroke(page, (0.2, 0.5), (0.8, 0.5))
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(page.get_by_text("What you have drawn here would be lost.")).to_be_visible()
    expect(page.get_by_role("button", name="Go on drawing")).to_be_focused()
    page.get_by_role("button", name="Go on drawing").click()
    expect(page.get_by_role("button", name="Use this mask")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Leave without it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".mask-preview")).to_be_hidden()
    assert page.locator("#id_mask").evaluate("input => input.files.length") == 0


def test_a_drawn_mask_is_changed_and_removed(page: Page) -> None:
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    opened(page, "Change")
    stroke(page, (0.2, 0.8), (0.8, 0.8))
    expect(news(page)).to_contain_text("of the picture is marked.")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(news(page)).to_have_text("Nothing is marked.")
    stroke(page, (0.2, 0.8), (0.8, 0.8))
    expect(news(page)).to_contain_text("of the picture is marked.")
    used(page)
    page.get_by_role("button", name="Remove the mask").click()
    expect(page.get_by_role("button", name="Draw on the picture")).to_be_focused()
    expect(page.locator(".mask-preview")).to_be_hidden()
    assert not sent(page).attachments.filter(field="mask").exists()


def test_a_mask_of_another_picture_is_said_to_be_one(page: Page) -> None:
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    warning = page.get_by_text("This mask was drawn on another picture.")
    expect(warning).to_be_hidden()
    with_picture(page, DOG)
    expect(warning).to_be_visible()
    expect(page.locator(".mask-preview")).to_be_hidden()
    assert faults(page) == []
    opened(page, "Draw again")
    stroke(page, (0.5, 0.8), (0.6, 0.8))
    used(page)
    expect(warning).to_be_hidden()
    mask = mask_of(sent(page))
    assert mask.size == (300, 400)
    assert alpha(mask, (0.5, 0.2), (0.55, 0.8)) == [255, 0]


def test_it_belongs_to_the_picture_that_stands_first(page: Page) -> None:
    page.get_by_role("button", name="Add image").click()
    page.locator("[name=image-1-file]").set_input_files(DOG)
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    warning = page.get_by_text("This mask was drawn on another picture.")
    page.get_by_role("button", name="Move image 2 up").click()
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Move image 2 up").click()
    expect(page.locator(".mask-preview")).to_be_visible()
    expect(warning).to_be_hidden()


def test_running_again_the_mask_of_then_is_seen_and_drawn_further(page: Page) -> None:
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    first = sent(page)
    page.goto(f"/runs/{first.key}/again/")
    expect(page.locator(".mask-preview")).to_be_visible()
    opened(page, "Change")
    stroke(page, (0.2, 0.8), (0.8, 0.8))
    used(page)
    again = sent(page)
    assert alpha(mask_of(first), (0.5, 0.2), (0.5, 0.5), (0.5, 0.8)) == [0, 255, 255]
    assert alpha(mask_of(again), (0.5, 0.2), (0.5, 0.5), (0.5, 0.8)) == [0, 255, 0]


def test_a_picture_that_was_drawn_here_is_marked_without_choosing_it(
    visit: Open, alice: User, line: Connection
) -> None:
    run = a_run(alice, line, action="generate-an-image", values={"prompt": "A cat"})
    content = picture("cat.png", (600, 400)).read()
    answered(run, a_file(content, "cat.png", "image/png", "image"))
    page = visit(run.get_absolute_url(), alice)
    page.get_by_role("link", name="Edit this image").click()
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    mask = mask_of(sent(page))
    assert (mask.size, alpha(mask, (0.5, 0.2), (0.5, 0.8))) == ((600, 400), [0, 255])


@pytest.mark.parametrize(
    "large", [picture("large.png", (4000, 3000)), turned("photo.jpg", (3000, 4000))], ids=["PNG", "photo"]
)
def test_the_mask_of_a_large_picture_is_as_large_as_that_is_seen(
    visit: Open, alice: User, large: SimpleUploadedFile
) -> None:
    large.seek(0)
    page = with_picture(visit(EDIT, alice, viewport=PHONE), payload(large))
    opened(page)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    used(page)
    run = sent(page)
    mask = mask_of(run)
    assert (mask.size, alpha(mask, (0.5, 0.2), (0.5, 0.8))) == ((4000, 3000), [0, 255])
    assert run.attachments.get(field="mask").size < 500_000


def test_what_cannot_be_shown_is_said_not_to_be(visit: Open, alice: User) -> None:
    broken: FilePayload = {"name": "cat.png", "mimeType": "image/png", "buffer": b"no picture"}
    page = with_picture(visit(EDIT, alice), broken)
    page.get_by_role("button", name="Draw on the picture").click()
    expect(page.get_by_text("This picture cannot be shown here")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_dialogue_is_accessible_and_fits_in_german(
    visit: Open, alice: User, size: dict[str, int], colours: str
) -> None:
    alice.language = "de"
    alice.save()
    page = with_picture(visit(EDIT, alice, viewport=size, color_scheme=colours))
    canvas = opened(page, "Auf das Bild zeichnen")
    stroke(page, (0.2, 0.5), (0.8, 0.5))
    expect(news(page)).to_contain_text("des Bildes sind markiert.")
    assert faults(page) == []
    box = canvas.bounding_box()
    assert box
    assert box["width"] > size["width"] / 2
    page.get_by_text("Ein Rechteck mit Zahlen").click()
    expect(page.locator(".drawing-outline")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Was Sie hier gezeichnet haben, ginge verloren.")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)
    assert page.evaluate(FITS)


def test_without_scripts_a_mask_is_uploaded_as_ever(visit: Open, alice: User) -> None:
    page = with_picture(visit(EDIT, alice, java_script_enabled=False))
    expect(page.get_by_text("you can draw on it here")).to_be_hidden()
    expect(page.get_by_role("button", name="Draw on the picture")).to_be_hidden()
    page.locator("#id_mask").set_input_files(payload(picture("mask.png", (400, 300), hole=True)))
    assert mask_of(sent(page)).size == (400, 300)
