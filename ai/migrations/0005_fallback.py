import django.core.validators
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
        migrations.AlterField(
            model_name="aisettings",
            name="monthly_budget",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="US dollars a month for providers. Once it is spent, the fallback applies. Empty: no limit.",
                max_digits=10,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
            ),
        ),
    ]
