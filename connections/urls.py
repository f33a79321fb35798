from django.urls import path

from connections import file_views, views

app_name = "connections"
urlpatterns = [
    path("", views.connection_list, name="list"),
    path("create/", views.create, name="create"),
    path("files/", file_views.first, name="first-files"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/toggle/", views.toggle, name="toggle"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/models/", views.refresh, name="refresh"),
    path("<int:pk>/files/", file_views.files, name="files"),
    path("<int:pk>/files/<str:file_id>/content/", file_views.download, name="file-content"),
    path("<int:pk>/files/<str:file_id>/delete/", file_views.delete, name="file-delete"),
]
