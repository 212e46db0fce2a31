from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0009_article_files"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="helpvote",
            index=models.Index(
                condition=models.Q(("is_helpful", True)),
                fields=["tenant", "day"],
                include=("article",),
                name="help_vote_lately",
            ),
        ),
    ]
