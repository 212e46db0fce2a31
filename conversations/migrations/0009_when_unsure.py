from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0008_customers_files_and_reactions"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="ai_unsure",
            field=models.CharField(
                choices=[("offer", "It offers articles that may help"), ("people", "People take over")],
                default="offer",
                help_text="What happens where no answer is sure enough.",
                max_length=10,
            ),
        ),
    ]
