import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("conversations", "0002_search")]

    operations = [
        migrations.AddField(
            "discussion",
            "is_shared",
            models.BooleanField(
                default=False,
                help_text="Several customers take part, of whom none sees what another wrote or was told.",
            ),
        ),
        migrations.AddField(
            "participant",
            "sees_after_id",
            models.BigIntegerField(
                blank=True,
                null=True,
                help_text="In a shared discussion: of what is told to all, they see only newer messages.",
            ),
        ),
        migrations.AddField(
            "message",
            "audience",
            models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="In a discussion that customers share: the only one of them who sees it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conversations.customer",
            ),
        ),
        migrations.AddField(
            "message",
            "changed_at",
            models.DateTimeField(
                blank=True,
                help_text="When what a reader has of it went stale: edited, deleted, restored or moved.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(("audience__isnull", False)), fields=["audience"], name="message_audience"
            ),
        ),
        migrations.CreateModel(
            name="DeletedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deleted_text",
                        to="conversations.message",
                    ),
                ),
            ],
        ),
    ]
