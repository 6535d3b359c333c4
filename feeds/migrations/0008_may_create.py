from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0007_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="waitingreport",
            name="may_create",
            field=models.BooleanField(default=False),
        ),
    ]
