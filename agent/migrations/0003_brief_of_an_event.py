import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """A brief is drawn from its ticket and can be missed; what there is has no event to belong to."""

    dependencies = [
        ("agent", "0002_help_for_members"),
        ("accounts", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Brief"),
        migrations.CreateModel(
            name="Brief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("low_confidence", "Not confident enough"),
                            ("no_knowledge", "No knowledge about it"),
                            ("customer_asked", "Customer asked for a person"),
                            ("dissatisfaction", "Customer is dissatisfied"),
                            ("guardrail", "A guardrail stopped the answer"),
                            ("playbook", "A playbook rule"),
                            ("safety", "Safety"),
                            ("ai_unavailable", "AI unavailable"),
                            ("ai_off", "AI is off"),
                            ("manual", "A member escalated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("lines", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("sentiment", models.CharField(blank=True, max_length=20)),
                ("engine", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brief",
                        to="tickets.ticketevent",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="briefs",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="briefs",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
    ]
