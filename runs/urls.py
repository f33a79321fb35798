from django.urls import path

from runs.views import ask, compare, deleting, files, gallery, history, notices, queue, samples, watch

app_name = "runs"
urlpatterns = [
    path("", history.home, name="home"),
    path("actions/<slug:slug>/", ask.ask, name="ask"),
    path("actions/<slug:slug>/fields/", ask.fields, name="fields"),
    path("actions/<slug:slug>/sample/", samples.ask, name="sample"),
    path("connections/<int:pk>/samples/<uuid:key>/", samples.watch, name="sample-watch"),
    path("connections/<int:pk>/samples/<uuid:key>/sound", samples.hear, name="sample-sound"),
    path("runs/", history.history, name="history"),
    path("runs/restore/", deleting.restore, name="restore"),
    path("runs/<uuid:key>/", watch.run, name="run"),
    path("runs/<uuid:key>/cancel/", watch.cancel, name="cancel"),
    path("runs/<uuid:key>/delete/", deleting.delete, name="delete"),
    path("runs/<uuid:key>/again/", ask.again, name="again"),
    path("runs/<uuid:key>/repeat/", ask.repeat, name="repeat"),
    path("notices/", notices.told, name="notices"),
    path("compare/", compare.compare, name="compare"),
    path("gallery/", gallery.pictures, name="pictures"),
    path("gallery/<uuid:key>/", gallery.picture, name="picture"),
    path("recordings/", gallery.recordings, name="recordings"),
    path("queue/", queue.queue, name="queue"),
    path("queue/cancel/", queue.cancel, name="queue-cancel"),
    path("queue/again/", queue.again, name="queue-again"),
    path("queue/connections/<int:pk>/resume/", queue.resume, name="queue-resume"),
    path("outputs/<uuid:key>/<path:filename>", files.output, name="output"),
    path("attachments/<uuid:key>/<path:filename>", files.attachment, name="attachment"),
]
