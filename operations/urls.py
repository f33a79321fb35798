from django.urls import path

from operations.views import PROBES

app_name = "operations"
urlpatterns = [path(address, view, name=address) for address, view in PROBES.items()]
