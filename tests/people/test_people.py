from django.contrib.auth.models import Group
from django.test import Client

from people.models import User
from tests.conftest import PASSWORD, signed_in

NEW = {
    "username": "dana",
    "email": "dana@example.com",
    "first_name": "Dana",
    "last_name": "Lind",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def texts(client: Client, path: str = "/people/") -> str:
    return client.get(path).content.decode()


def test_the_list_shows_everyone_with_their_groups(as_carol: Client, alice: User) -> None:
    alice.groups.add(Group.objects.create(name="Marketing"))
    page = texts(as_carol)
    assert "alice@example.com" in page
    assert "Marketing" in page


def test_people_are_found_by_parts_of_their_names(as_carol: Client, alice: User, bob: User) -> None:
    page = texts(as_carol, "/people/?q=alice+example")
    assert "alice@example.com" in page
    assert "bob@example.com" not in page


def test_a_search_that_finds_nobody_says_so(as_carol: Client) -> None:
    assert "Nobody of that name" in texts(as_carol, "/people/?q=zzz")


def test_a_long_list_has_pages(as_carol: Client) -> None:
    User.objects.bulk_create(User(username=f"person{number:02}") for number in range(60))
    page = texts(as_carol, "/people/?page=2")
    assert "Page 2 of 2" in page
    assert "person59" in page


def test_a_person_is_added_with_groups_and_can_sign_in(as_carol: Client) -> None:
    group = Group.objects.create(name="Marketing")
    as_carol.post("/people/add/", {**NEW, "groups": [group.pk]})
    dana = User.objects.get(username="dana")
    assert dana.check_password(PASSWORD)
    assert list(dana.groups.all()) == [group]
    assert not dana.is_superuser


def test_an_administrator_is_added(as_carol: Client) -> None:
    as_carol.post("/people/add/", {**NEW, "is_superuser": "on"})
    dana = User.objects.get(username="dana")
    assert dana.is_superuser


def test_two_people_cannot_have_names_that_differ_in_case_only(as_carol: Client, alice: User) -> None:
    answer = as_carol.post("/people/add/", {**NEW, "username": "Alice"})
    assert "Somebody already has this user name." in answer.content.decode()


def test_two_passwords_that_differ_are_refused(as_carol: Client) -> None:
    answer = as_carol.post("/people/add/", {**NEW, "password2": "another password 7"})
    assert "The two passwords are not the same." in answer.content.decode()
    assert not User.objects.filter(username="dana").exists()


def test_a_person_is_edited(as_carol: Client, alice: User) -> None:
    as_carol.post(f"/people/{alice.pk}/", {"username": "alice", "first_name": "Alice", "last_name": "Berg"})
    alice.refresh_from_db()
    assert str(alice) == "Alice Berg"


def test_a_mistake_leaves_the_heading_as_it_was(as_carol: Client, alice: User) -> None:
    answer = as_carol.post(f"/people/{alice.pk}/", {"username": "not a name", "first_name": "Mallory"})
    assert answer.context["person"].username == "alice"
    assert "<h1>alice</h1>" in answer.content.decode()


def test_the_last_administrator_cannot_stop_being_one(as_carol: Client, carol: User) -> None:
    answer = as_carol.post(f"/people/{carol.pk}/", {"username": "carol"})
    assert "This is the only administrator." in answer.content.decode()
    carol.refresh_from_db()
    assert carol.is_superuser


def test_one_of_two_administrators_can_stop_being_one(as_carol: Client, carol: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_superuser=True)
    as_carol.post(f"/people/{carol.pk}/", {"username": "carol"})
    carol.refresh_from_db()
    assert not carol.is_superuser


def test_an_administrator_who_is_switched_off_does_not_count(
    as_carol: Client, carol: User, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_superuser=True, is_active=False)
    as_carol.post(f"/people/{carol.pk}/", {"username": "carol"})
    carol.refresh_from_db()
    assert carol.is_superuser


def test_the_last_administrator_cannot_be_switched_off(as_carol: Client, carol: User) -> None:
    answer = as_carol.post(f"/people/{carol.pk}/off/", follow=True)
    assert "This is the only administrator." in answer.content.decode()
    carol.refresh_from_db()
    assert carol.is_active


def test_a_person_who_is_switched_off_is_signed_out(as_carol: Client, as_alice: Client, alice: User) -> None:
    as_carol.post(f"/people/{alice.pk}/off/")
    assert as_alice.get("/password/").status_code == 302


def test_a_person_is_switched_on_again(as_carol: Client, alice: User) -> None:
    as_carol.post(f"/people/{alice.pk}/off/")
    as_carol.post(f"/people/{alice.pk}/on/")
    assert signed_in(alice).get("/password/").status_code == 200


def test_a_new_password_signs_the_person_out(as_carol: Client, as_alice: Client, alice: User) -> None:
    new = "a much better password 7"
    as_carol.post(f"/people/{alice.pk}/password/", {"new_password1": new, "new_password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)
    assert as_alice.get("/password/").status_code == 302


def test_ones_own_password_needs_the_present_one(as_carol: Client, carol: User) -> None:
    new = "a much better password 7"
    answer = as_carol.post(f"/people/{carol.pk}/password/", {"new_password1": new, "new_password2": new})
    assert answer.headers["Location"] == "/password/"
    carol.refresh_from_db()
    assert carol.check_password(PASSWORD)
