from django.urls import path

from connections import views

app_name = "connections"
urlpatterns = [
    path("", views.connection_list, name="list"),
    path("create/", views.create, name="create"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/toggle/", views.toggle, name="toggle"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/models/", views.refresh, name="refresh"),
]
