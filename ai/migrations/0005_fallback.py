from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0004_resolution"),
    ]

    operations = [
        migrations.AddField(
            model_name="aisettings",
            name="fallback",
            field=models.CharField(
                choices=[("local", "The hub's own engine answers"), ("people", "People take over")],
                default="local",
                help_text="What happens when the provider can't be reached, or the budget is spent.",
                max_length=10,
            ),
        ),
    ]
