from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scores", "0003_silence"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="withheld",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
