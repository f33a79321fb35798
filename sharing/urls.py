from django.urls import path

from sharing.views import choosing, inside, links, visiting

app_name = "sharing"
urlpatterns = [
    path("runs/<uuid:key>/share/", choosing.choose, name="choose"),
    path("runs/<uuid:key>/share/people/", choosing.with_people, name="with-people"),
    path("runs/<uuid:key>/share/link/", choosing.by_link, name="by-link"),
    path("s/<str:secret>/", visiting.visit, name="link"),
    path("s/<str:secret>/outputs/<uuid:key>/<path:filename>", visiting.output, name="link-output"),
    path("s/<str:secret>/attachments/<uuid:key>/<path:filename>", visiting.attachment, name="link-attached"),
    path("shared/given/", links.given, name="given"),
    path("shared/given/<uuid:key>/revoke/", links.end, name="end-link"),
    path("shared/links/", links.everybodys, name="everybodys"),
    path("shared/links/switch/", links.switch, name="switch"),
    path("shared/links/<uuid:key>/revoke/", links.revoke, name="revoke"),
    path("shared/", inside.received, name="received"),
    path("shared/<uuid:key>/", inside.shared, name="shared"),
    path("shared/<uuid:key>/end/", choosing.end, name="end"),
    path("shared/<uuid:key>/start/", inside.start, name="start"),
    path("shared/<uuid:share>/outputs/<uuid:key>/<path:filename>", inside.output, name="output"),
    path("shared/<uuid:share>/attachments/<uuid:key>/<path:filename>", inside.attachment, name="attachment"),
]
