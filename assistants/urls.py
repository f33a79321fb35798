from django.urls import path

from assistants import thread_views, views

app_name = "assistants"
urlpatterns = [
    path("", views.assistant_list, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("threads/", thread_views.threads, name="threads"),
    path("threads/<int:pk>/", thread_views.thread, name="thread"),
    path("threads/<int:pk>/delete/", thread_views.thread_delete, name="thread-delete"),
]
