from django.test import Client
from django.urls import reverse

from people.models import User
from tests.conftest import PASSWORD


def test_people_can_be_added_and_changed_in_the_django_admin_too(as_carol: Client) -> None:
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    as_carol.post(reverse("admin:people_user_add"), {"username": "dana", **passwords})
    dana = User.objects.get(username="dana")
    assert dana.check_password(PASSWORD)
    assert as_carol.get(reverse("admin:people_user_change", args=[dana.pk])).status_code == 200


def test_the_django_admin_is_not_for_everybody(as_alice: Client) -> None:
    assert as_alice.get(reverse("admin:index")).status_code == 403
