from django.urls import path

from people.views import account, factors, first, groups, people, proving, rules, second_step, signing_in

app_name = "people"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/second-step/", second_step.second_step, name="second-step"),
    path("sign-in/passkey/", second_step.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/task/", second_step.passkey_task, name="passkey-sign-in-task"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/proof/", proving.proving, name="proof"),
    path("account/app/", factors.app_add, name="app-add"),
    path("account/app/remove/", factors.app_remove, name="app-remove"),
    path("account/passkeys/add/", factors.passkey_add, name="passkey-add"),
    path("account/passkeys/task/", factors.passkey_task, name="passkey-task"),
    path("account/passkeys/<int:pk>/remove/", factors.passkey_remove, name="passkey-remove"),
    path("account/recovery-codes/", factors.codes_renew, name="codes"),
    path("account/sessions/end/", account.sessions_end, name="sessions-end"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="session-end"),
    path("password/", account.password, name="password"),
    path("set-up/<slug:token>/", first.set_up, name="set-up"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/sign-out/", people.person_sign_out, name="person-sign-out"),
    path("people/<int:pk>/let-in/", people.person_let_in, name="person-let-in"),
    path("people/<int:pk>/second-factor/", people.person_factors, name="person-factors"),
    path("people/<int:pk>/on/", people.person_switch, {"on": True}, name="person-on"),
    path("people/<int:pk>/off/", people.person_switch, {"on": False}, name="person-off"),
    path("people/signing-in/", rules.rules, name="rules"),
    path("people/signing-in/addresses/<int:pk>/", rules.address_let_in, name="address-let-in"),
    path("people/groups/", groups.groups, name="groups"),
    path("people/groups/add/", groups.group_add, name="group-add"),
    path("people/groups/<int:pk>/", groups.group, name="group"),
    path("people/groups/<int:pk>/delete/", groups.group_delete, name="group-delete"),
]
