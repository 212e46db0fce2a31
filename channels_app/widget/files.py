"""Files of visitors: each goes up by itself, and waits for the message that takes it."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from channels_app.widget import errors, present
from channels_app.widget.endpoint import WidgetEndpoint, length_of_body
from channels_app.widget.models import WidgetSession
from channels_app.widget.services import seen_messages
from conversations.attachments import drop_upload, store_customers_upload
from conversations.models import Attachment
from conversations.services import MessageRefused

# What multipart/form-data writes around a file.
AROUND = 16 * 1024


class Files(WidgetEndpoint):
    scopes = {"POST": "files"}
    parser_classes = [MultiPartParser]

    def check_size(self, request: HttpRequest) -> None:
        most = settings.ATTACHMENT_MAX_BYTES
        if length_of_body(request, most) > most + AROUND:
            raise errors.file_too_large(most)

    def post(self, request: Request) -> Response:
        """Take in the file of the field `file`: 201. It is forgotten where no message takes it in a day."""
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise errors.input_invalid("file: send a file")
        try:
            file = store_customers_upload(customer=self.session.customer, upload=upload)
        except MessageRefused as refusal:
            raise errors.file_refused(str(refusal)) from None
        return Response({"file": present.file_json(file)}, status=201)


class File(WidgetEndpoint):
    scopes = {"GET": "reads", "DELETE": "files"}

    def get(self, request: Request, pk: int) -> Response:
        """A file that waits, or one of the thread's, with an address that is good for an hour from now."""
        return Response({"file": present.file_json(_file_of(self.session, pk))})

    def delete(self, request: Request, pk: int) -> Response:
        """Take back a file that was not sent; one that is gone already is as good as taken back."""
        waiting = Attachment.objects.filter(customer=self.session.customer, pk=pk).first()
        if waiting is not None:
            drop_upload(waiting)
        return Response(status=204)


def _file_of(session: WidgetSession, pk: int) -> Attachment:
    """Raises errors.Refusal for one of anybody else."""
    seen = seen_messages(session).filter(deleted_at=None)
    own = Q(message=None, customer=session.customer) | Q(message__in=seen)
    file = Attachment.objects.for_tenant(session.tenant).filter(own, pk=pk).first()
    if file is None:
        raise errors.file_unknown()
    return file
