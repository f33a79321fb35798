"""How long runs are kept: which rule decides, what it deletes, and what people keep all the same."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from connections.models import Connection
from people.models import User
from retention.applying import AT_ONCE, apply_rules
from retention.deciding import decision
from retention.models import Keep, Rule
from runs.models import Attachment, Output, Run
from runs.sweep import Sweeper
from sharing.models import Share
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered

COMPLETION, IMAGE = "create-a-completion", "generate-an-image"


def aged(owner: User, days: float, action: str = COMPLETION, *outputs: Output) -> Run:
    """Return a run that ended so many days ago."""
    ended = timezone.now() - timedelta(days=days)
    line = Connection.objects.filter(name=f"Line of {owner}").first() or a_connection(f"Line of {owner}")
    run = answered(a_run(owner, line, action=action), *outputs)
    Run.objects.filter(pk=run.pk).update(created_at=ended, finished_at=ended)
    run.refresh_from_db()
    return run


@pytest.fixture
def press(bob: User) -> Group:
    press = Group.objects.create(name="Press")
    press.user_set.add(bob)
    return press


def left() -> set[int]:
    return set(Run.objects.values_list("pk", flat=True))


def test_what_is_older_than_its_rule_goes_and_nothing_else(alice: User) -> None:
    Rule.objects.create(days=30)
    old, young = aged(alice, 30.1), aged(alice, 29.9)
    apply_rules()
    assert left() == {young.pk}
    assert old.pk not in left()


def test_without_a_rule_everything_stays(alice: User) -> None:
    run = aged(alice, 3000)
    apply_rules()
    assert left() == {run.pk}
    assert decision(run) is None


def test_what_is_not_over_stays(alice: User) -> None:
    Rule.objects.create(days=1)
    run = aged(alice, 5)
    Run.objects.filter(pk=run.pk).update(state="running")
    apply_rules()
    assert left() == {run.pk}


def test_the_sweeper_applies_the_rules_and_what_was_shared_goes_too(alice: User, bob: User) -> None:
    Rule.objects.create(days=1)
    run = aged(alice, 5)
    Share.objects.create(run=run, title="x", inputs=True, person=bob)
    Sweeper().sweep()
    assert not Run.objects.exists()
    assert not Share.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_its_files_go_at_once(alice: User) -> None:
    Rule.objects.create(days=1)
    run = aged(alice, 5, COMPLETION, a_file(b"x", "cat.png", "image/png", "image"))
    Attachment.objects.keep(alice, "file", a_recording()).attach(run)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    apply_rules()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        ({"both": 5, "action": 50, "group": 50, "all": 50}, True),
        ({"both": 50, "action": 5, "group": 5, "all": 5}, False),
        ({"action": 5, "group": 50, "all": 50}, True),
        ({"action": 50, "group": 5, "all": 5}, False),
        ({"group": 5, "all": 50}, True),
        ({"group": None, "all": 5}, False),
        ({"all": 5}, True),
    ],
    ids=["both", "both longer", "action", "action longer", "group", "group for ever", "all"],
)
def test_the_most_specific_rule_decides(
    bob: User, press: Group, days: dict[str, int | None], gone: bool
) -> None:
    about: dict[str, dict[str, Any]] = {
        "both": {"action": COMPLETION, "group": press},
        "action": {"action": COMPLETION},
        "group": {"group": press},
        "all": {},
    }
    for name, number in days.items():
        Rule.objects.create(days=number, **about[name])
    run = aged(bob, 10)
    decided = decision(run)
    assert decided is not None
    assert decided.rule.days == next(iter(days.values()))
    apply_rules()
    assert (run.pk not in left()) is gone


def test_a_rule_for_others_or_for_another_action_does_not_decide(
    alice: User, bob: User, press: Group
) -> None:
    Rule.objects.create(days=1, group=press)
    Rule.objects.create(days=1, action=IMAGE)
    hers, his, drawn = aged(alice, 10), aged(bob, 10), aged(alice, 10, IMAGE)
    apply_rules()
    assert left() == {hers.pk}
    assert {his.pk, drawn.pk} & left() == set()


def test_of_two_groups_of_a_person_the_shorter_time_holds(bob: User, press: Group) -> None:
    other = Group.objects.create(name="Other")
    other.user_set.add(bob)
    for group, days in ((press, None), (other, 5)):
        Rule.objects.create(days=days, group=group)
    run = aged(bob, 10)
    decided = decision(run)
    assert decided is not None
    assert decided.rule.days == 5


def test_people_keep_a_run_where_the_rule_lets_them(as_alice: Client, alice: User) -> None:
    rule = Rule.objects.create(days=30)
    run = aged(alice, 10)
    page = as_alice.get(run.get_absolute_url()).content.decode()
    assert "This is kept until" in page
    as_alice.post(f"/runs/{run.key}/keep/", {"keep": "yes"})
    assert "You keep this until you delete it." in as_alice.get(run.get_absolute_url()).content.decode()
    Rule.objects.update(days=5)
    apply_rules()
    assert left() == {run.pk}
    Rule.objects.filter(pk=rule.pk).update(keepable=False)
    apply_rules()
    assert left() == set()


def test_what_was_kept_is_let_go_again(as_alice: Client, alice: User) -> None:
    Rule.objects.create(days=5)
    run = aged(alice, 1)
    for keep in ("yes", ""):
        as_alice.post(f"/runs/{run.key}/keep/", {"keep": keep})
        assert Keep.objects.exists() is bool(keep)


def test_nobody_keeps_what_the_rule_does_not_let_them(as_alice: Client, as_bob: Client, alice: User) -> None:
    Rule.objects.create(days=5, keepable=False)
    run = aged(alice, 1)
    page = as_alice.get(run.get_absolute_url()).content.decode()
    assert "This is kept until" in page
    assert "Keep it" not in page
    as_alice.post(f"/runs/{run.key}/keep/", {"keep": "yes"})
    assert as_bob.post(f"/runs/{run.key}/keep/", {"keep": "yes"}).status_code == 404
    assert not Keep.objects.exists()


def test_it_goes_in_small_steps_the_oldest_first(alice: User) -> None:
    Rule.objects.create(days=5)
    first = aged(alice, 100)
    for _ in range(AT_ONCE):
        copy = Run.objects.get(pk=first.pk)
        copy.pk, copy.key, copy.submission, copy.attempt = None, uuid4(), None, None
        copy.finished_at = timezone.now() - timedelta(days=50)
        copy.save()
    apply_rules()
    assert Run.objects.count() == 1
    assert first.pk not in left()
    apply_rules()
    assert not Run.objects.exists()


def test_each_deletion_is_in_the_record_with_the_rule(alice: User) -> None:
    Rule.objects.create(days=5)
    aged(alice, 10)
    apply_rules()
    entry = Entry.objects.get(event="run.expired")
    assert (entry.actor, entry.name) == ("Workroom", "Create a Completion")
    assert entry.details == {"owner": "alice", "rule": "All runs of everybody: 5 days"}


def test_a_group_that_a_rule_is_about_is_not_deleted(as_carol: Client, press: Group) -> None:
    Rule.objects.create(days=5, group=press)
    page = as_carol.get(f"/people/groups/{press.pk}/delete/").content.decode()
    assert "All runs of Press: 5 days" in page
    as_carol.post(f"/people/groups/{press.pk}/delete/")
    assert Group.objects.filter(pk=press.pk).exists()


def test_what_somebody_deleted_may_be_put_back_though_its_time_is_over(alice: User) -> None:
    Rule.objects.create(days=5)
    run = aged(alice, 10)
    Run.objects.filter(pk=run.pk).update(discarded_at=timezone.now())
    apply_rules()
    assert left() == {run.pk}
