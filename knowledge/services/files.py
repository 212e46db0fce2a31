"""Images and files of articles: kept when they are uploaded, and let go when no text shows them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Member
from conversations.attachments import checked
from conversations.jobs import enqueue
from conversations.services import MessageRefused
from knowledge.models import ArticleFile
from knowledge.services.errors import ContentRefused

# Nobody writes at a text that long without saving it once.
FORGOTTEN_AFTER = timedelta(days=2)


def store_file(*, by: Member, upload: UploadedFile) -> ArticleFile:
    """Keep a file for a text that is being written. Raises ContentRefused, which says the limit."""
    try:
        fields = checked(upload)
    except MessageRefused as refusal:
        raise ContentRefused(str(refusal)) from refusal
    with transaction.atomic():
        file = ArticleFile.objects.create(tenant=by.tenant, uploaded_by=by, **fields)
        key = f"knowledge.forget_file:{file.pk}"
        enqueue("knowledge.forget_file", key=key, delay=FORGOTTEN_AFTER, file_id=file.pk)
    return file


def forget_file(pk: int) -> None:
    """Let a file go that no saved text shows, in the caller's transaction."""
    file = ArticleFile.objects.select_for_update().filter(pk=pk).first()
    if file is not None and not file.versions.exists():
        transaction.on_commit(partial(file.file.delete, save=False))
        file.delete()
