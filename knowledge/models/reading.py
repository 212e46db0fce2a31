from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.passage import Passage


class PassageReading(models.Model):
    """What the local engine keeps of having read a passage word by word (`ai.local.library`).

    A row of its own: 14 kB that no search and no list needs, and written when the passage is live already.
    """

    passage = models.OneToOneField(
        Passage, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    version = models.PositiveSmallIntegerField(help_text=_("Of the code that read it."))
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"reading of passage {self.pk}"
