from django.urls import path

from library import views

app_name = "library"
urlpatterns = [
    path("", views.definitions, name="definitions"),
    path("<int:pk>/", views.definition, name="definition"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
