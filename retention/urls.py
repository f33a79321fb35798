from django.urls import path

from retention import views

app_name = "retention"
urlpatterns = [
    path("retention/", views.listed, name="rules"),
    path("retention/dry-run/", views.dry_run, name="dry-run"),
    path("retention/add/", views.add, name="add"),
    path("retention/copies/", views.copies, name="copies"),
    path("retention/<int:pk>/", views.edit, name="rule"),
    path("retention/<int:pk>/delete/", views.delete, name="delete"),
    path("runs/<uuid:key>/delete-everywhere/", views.delete_everywhere, name="delete-everywhere"),
    path("runs/chosen/delete-everywhere/", views.delete_chosen_everywhere, name="delete-chosen-everywhere"),
    path("runs/<uuid:key>/keep/", views.keep, name="keep"),
]
