"""The administrators' pages: a rule holds only after it was seen what it would delete."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from audit.models import Entry
from people.models import User
from retention.deciding import rules
from retention.dry_run import going
from retention.models import Keep, Rule
from runs.models import Output, Run
from tests.conftest import PASSWORD
from tests.people.test_proof import long_ago
from tests.retention.test_rules import COMPLETION, IMAGE, aged
from tests.runs.pages import a_file


def test_a_rule_is_seen_before_it_holds(as_carol: Client, alice: User) -> None:
    aged(alice, 10, COMPLETION, a_file(b"x" * 2000, "cat.png", "image/png", "image"))
    sent = {"action": COMPLETION, "group": "", "days": "5", "keepable": "on"}
    page = as_carol.post("/retention/add/", sent).content.decode()
    assert "1 run would be deleted now, with 2.0\xa0KB of files." in page
    assert not Rule.objects.exists()
    form = as_carol.post("/retention/add/", {**sent, "change": "yes"}).content.decode()
    assert 'value="5"' in form
    as_carol.post("/retention/add/", {**sent, "confirmed": "yes"})
    rule = Rule.objects.get()
    assert (rule.action, rule.group, rule.days, rule.keepable) == (COMPLETION, None, 5, True)
    assert "Create a Completion" in as_carol.get("/retention/").content.decode()
    assert Entry.objects.get(event="run.retention-changed").name == "Create a Completion of everybody: 5 days"


def test_a_changed_rule_is_seen_in_the_place_of_the_old_one(as_carol: Client, alice: User) -> None:
    rule = Rule.objects.create(days=5)
    aged(alice, 10)
    page = as_carol.post(f"/retention/{rule.pk}/", {"days": "20"}).content.decode()
    assert "Nothing would be deleted now." in page
    rule.refresh_from_db()
    assert rule.days == 5
    as_carol.post(f"/retention/{rule.pk}/", {"days": "20", "confirmed": "yes"})
    rule.refresh_from_db()
    assert rule.days == 20


def test_taking_a_rule_away_shows_what_the_others_would_delete_then(as_carol: Client, alice: User) -> None:
    longer = Rule.objects.create(action=COMPLETION, days=50)
    Rule.objects.create(days=5)
    aged(alice, 10)
    assert "Nothing would be deleted now" in as_carol.get("/retention/dry-run/").content.decode()
    assert "1 run would be deleted" in as_carol.get(f"/retention/{longer.pk}/delete/").content.decode()
    as_carol.post(f"/retention/{longer.pk}/delete/")
    assert [rule.days for rule in rules()] == [5]
    assert Entry.objects.filter(event="run.retention-ended").exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "5000"}, "less than or equal to 3650"),
        ({"days": "soon"}, "Write a number of days from 1 to 3650"),
        ({"days": "7"}, "There is a rule for exactly these already"),
        ({"action": "make-coffee", "days": "7"}, "make-coffee is not one of the available choices"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    as_carol: Client, sent: dict[str, str], said: str
) -> None:
    Rule.objects.create(days=5)
    answer = as_carol.post("/retention/add/", {"action": "", **sent, "confirmed": "yes"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{sent["days"]}"' in answer.content.decode()
    assert Rule.objects.count() == 1


def test_a_dry_run_counts_runs_people_ages_and_bytes_by_action_and_rule(
    as_carol: Client, alice: User, bob: User
) -> None:
    Rule.objects.create(days=5)
    drawn = Rule.objects.create(action=IMAGE, days=8)
    picture = a_file(b"x" * 1000, "cat.png", "image/png", "image")
    aged(alice, 10, IMAGE, picture, Output(kind="text", text="hello"))
    aged(alice, 7, IMAGE)
    oldest, kept = aged(alice, 30), aged(alice, 40)
    newest = aged(bob, 6)
    aged(bob, 1)
    Keep.objects.create(run=kept)
    found = {(one.rule, one.action): one for one in going(rules())}
    images, completions = found.values()
    assert (images.rule, images.count, images.people, images.size) == (drawn, 1, 1, 1000)
    assert (completions.count, completions.people, completions.size) == (2, 2, 0)
    assert (completions.oldest, completions.newest) == (oldest.finished_at, newest.finished_at)
    page = as_carol.get("/retention/dry-run/").content.decode()
    assert "3 runs would be deleted now" in page
    assert Run.objects.count() == 6


def test_a_dry_run_shows_nothing_of_what_was_asked(as_carol: Client, alice: User) -> None:
    Rule.objects.create(days=5)
    run = aged(alice, 10)
    page = as_carol.get("/retention/dry-run/").content.decode()
    assert run.headline not in page.partition("<main")[2]
    assert "alice" not in page


def test_only_administrators_see_and_set_rules(as_alice: Client, client: Client) -> None:
    group = Group.objects.create(name="Press")
    rule = Rule.objects.create(days=5, group=group)
    for path in ("", "dry-run/", "add/", f"{rule.pk}/", f"{rule.pk}/delete/"):
        assert as_alice.get(f"/retention/{path}").status_code == 403
        assert client.get(f"/retention/{path}").status_code == 302
    as_alice.post("/retention/add/", {"days": "1", "confirmed": "yes"})
    assert Rule.objects.count() == 1


def test_whoever_signed_in_long_ago_proves_who_they_are_before_the_rules_change(as_carol: Client) -> None:
    rule = Rule.objects.create(days=5)
    desk = long_ago(as_carol)
    for page in ("/retention/add/", f"/retention/{rule.pk}/", f"/retention/{rule.pk}/delete/"):
        assert desk.get(page).headers["Location"] == f"/account/proof/?next={page.replace('/', '%2F')}"
        assert desk.post(page, {"days": "1", "confirmed": "yes"}).headers["Location"].startswith("/account/")
    assert [each.days for each in rules()] == [5]
    desk.post("/account/proof/", {"proof": PASSWORD})
    desk.post(f"/retention/{rule.pk}/", {"days": "20", "confirmed": "yes"})
    assert [each.days for each in rules()] == [20]


def test_the_record_names_a_rule_in_english_whoever_made_it(as_carol: Client, carol: User) -> None:
    carol.language = "de"
    carol.save()
    as_carol.post("/retention/add/", {"days": "5", "confirmed": "yes"})
    assert Entry.objects.get(event="run.retention-changed").name == "All runs of everybody: 5 days"
