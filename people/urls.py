from django.urls import path

from people.views import account, first, groups, people

app_name = "people"
urlpatterns = [
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("password/", account.password, name="password"),
    path("set-up/<slug:token>/", first.set_up, name="set-up"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/on/", people.person_switch, {"on": True}, name="person-on"),
    path("people/<int:pk>/off/", people.person_switch, {"on": False}, name="person-off"),
    path("people/groups/", groups.groups, name="groups"),
    path("people/groups/add/", groups.group_add, name="group-add"),
    path("people/groups/<int:pk>/", groups.group, name="group"),
    path("people/groups/<int:pk>/delete/", groups.group_delete, name="group-delete"),
]
