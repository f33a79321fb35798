"""The addresses of a run's files, at home and where somebody else is shown them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.urls import path

from config import urls
from runs.models import Attachment, Output
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered


def elsewhere(_request: HttpRequest, **_arguments: Any) -> HttpResponse:
    return HttpResponse()


urlpatterns = [*urls.urlpatterns, path("shown/<int:pk>/<uuid:key>/<str:filename>", elsewhere, name="shown")]


def test_a_file_is_had_from_its_owners_address(alice: Any) -> None:
    run = answered(a_run(alice, a_connection()), a_file(b"x", "cat.png", "image/png", "image"))
    output, attachment = run.outputs.get(), Attachment.objects.keep(alice, "file", a_recording())
    assert output.get_absolute_url() == f"/outputs/{output.key}/cat.png"
    assert attachment.get_absolute_url() == f"/attachments/{attachment.key}/talk.mp3"


def test_a_result_that_is_shown_elsewhere_leads_nowhere_else(alice: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    text = Output(kind="text", text="A cat")
    picture = a_file(b"x", "cat.png", "image/png", "image")
    run = answered(a_run(alice, a_connection()), text, picture)
    request = RequestFactory().get("/")
    request.user = alice
    drawn = {True: "", False: ""}
    for away in drawn:
        for output in run.outputs.all():
            output.elsewhere = ("shown", "7") if away else ()
            context = RequestContext(request, {"run": run, "output": output})
            drawn[away] += Template("{% load runs %}{% draw output 1 %}").render(context)
    assert "/outputs/" in drawn[False]
    assert "Edit this image" in drawn[False]
    assert "/outputs/" not in drawn[True]
    assert f"/shown/7/{run.outputs.all()[1].key}/cat.png" in drawn[True]
    assert "Edit this image" not in drawn[True]
