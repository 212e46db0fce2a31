from django.db import migrations

_TICKET = """
ALTER TABLE tickets_ticket ADD COLUMN search tsvector
    GENERATED ALWAYS AS (to_tsvector('english', subject)) STORED;
CREATE INDEX ticket_search ON tickets_ticket USING gin (search);
"""


_LATEST_MESSAGES = """
UPDATE tickets_ticket t SET latest_message_id = (
    SELECT max(m.id) FROM conversations_message m WHERE m.discussion_id = t.discussion_id AND m.kind = 'public'
);
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_lists_and_bulk"), ("conversations", "0002_search")]

    operations = [
        migrations.RunSQL(_TICKET, "ALTER TABLE tickets_ticket DROP COLUMN search"),
        migrations.RunSQL(_LATEST_MESSAGES, migrations.RunSQL.noop),
    ]
