from django.urls import path

from sharing.views import choosing, inside

app_name = "sharing"
urlpatterns = [
    path("runs/<uuid:key>/share/", choosing.choose, name="choose"),
    path("runs/<uuid:key>/share/people/", choosing.with_people, name="with-people"),
    path("shared/", inside.received, name="received"),
    path("shared/<uuid:key>/", inside.shared, name="shared"),
    path("shared/<uuid:key>/end/", choosing.end, name="end"),
    path("shared/<uuid:key>/start/", inside.start, name="start"),
    path("shared/<uuid:share>/outputs/<uuid:key>/<path:filename>", inside.output, name="output"),
    path("shared/<uuid:share>/attachments/<uuid:key>/<path:filename>", inside.attachment, name="attachment"),
]
