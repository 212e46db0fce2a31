from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0007_journeys"),
    ]

    operations = [
        migrations.AlterModelOptions(name="attachment", options={"ordering": ["pk"]}),
        migrations.AddField(
            model_name="attachment",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Whose file it is until a message of theirs takes it.",
                null=True,
                on_delete=deletion.CASCADE,
                related_name="+",
                to="conversations.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["customer"],
                name="attachment_customer",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="reacted_at",
            field=models.DateTimeField(
                blank=True, help_text="When a reaction to it came or went.", null=True
            ),
        ),
    ]
