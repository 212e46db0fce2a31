from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from accounts.models import Tenant
from ai.embeddings import DIMENSIONS, model_name
from knowledge.models.article import Article
from knowledge.models.vectors import VectorsField
from knowledge.models.version import Version
from knowledge.querysets import PassageQuerySet
from knowledge.sentences import unmarked


class Passage(models.Model):
    """A retrievable piece of a version.

    `is_live` is true exactly for the passages of the published version of an enabled, current article;
    the search indexes hold only these, so old versions do not slow retrieval down.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=12, choices=Article.Kind.choices, help_text=_("Its article's."))
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    heading = models.CharField(max_length=1000, blank=True)
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("title", "heading", weight="A", config="english")
        + SearchVector("text", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    embedding = VectorField(dimensions=DIMENSIONS, null=True)
    sentences = VectorsField(
        null=True, editable=False, help_text=_("The title's and its sentences' vectors.")
    )
    embedding_model = models.CharField(
        max_length=100, default=model_name, help_text=_("Which model made the vector, as provider/model.")
    )
    next_embedding = VectorField(
        dimensions=DIMENSIONS, null=True, help_text=_("By the model that is to take over; not searched yet.")
    )
    next_sentences = VectorsField(null=True, editable=False)
    next_model = models.CharField(max_length=100, blank=True)
    is_live = models.BooleanField(default=False)

    objects = PassageQuerySet["Passage"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="passage_position_once")]
        indexes = [
            models.Index(fields=["tenant", "is_live"], name="passage_tenant_live"),
            GinIndex(fields=["search"], condition=models.Q(is_live=True), name="passage_search"),
            HnswIndex(
                fields=["embedding"],
                opclasses=["vector_cosine_ops"],
                m=16,
                ef_construction=64,
                condition=models.Q(is_live=True),
                name="passage_embedding",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def embedded_text(self) -> str:
        """What is turned into a vector: a passage says what it is about only together with its headings."""
        return "\n".join(part for part in (self.title, self.heading, unmarked(self.text)) if part)
