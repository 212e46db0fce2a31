from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agent", "0009_outcomes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("decision", "clarify")), fields=["created_at"], name="run_asked_back"
            ),
        ),
    ]
