"""From which age people decide alone, and whether younger ones may come as a couple."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0008_away_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="adult_from",
            field=models.PositiveSmallIntegerField(
                default=18,
                validators=[
                    django.core.validators.MinValueValidator(12),
                    django.core.validators.MaxValueValidator(25),
                ],
                verbose_name="age from which people decide alone",
            ),
        ),
        migrations.AddField(
            model_name="practice",
            name="minors_in_couples",
            field=models.BooleanField(
                default=False, verbose_name="couples of younger people may come"
            ),
        ),
    ]
