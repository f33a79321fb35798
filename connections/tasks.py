"""What workers do for connections."""

import logging

from celery import shared_task

from connections.errors import OpenAIError
from connections.models import Connection

log = logging.getLogger(__name__)


@shared_task(name="connections.tasks.refresh_models")
def refresh_models(connection_id: int) -> None:
    """Replace a connection's kept list of models by the server's own. A failure is kept on its row."""
    connection = Connection.objects.filter(pk=connection_id, enabled=True).first()
    if connection is None:
        return
    try:
        connection.refresh_models()
    except OpenAIError as error:
        log.info("The models of connection %s could not be listed: %s", connection_id, error.kind)
