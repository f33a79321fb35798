from django.urls import path

from assistants import views

app_name = "assistants"
urlpatterns = [
    path("", views.assistant_list, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
