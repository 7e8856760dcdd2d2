"""Creates the accounts that the scenario language generates, and the OAuth applications."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from oauth2_provider.models import Application


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *, count, **options):
        User.objects.bulk_create(
            User(
                username=f"participant-{n}@example.test",
                email=f"participant-{n}@example.test",
                first_name="Participant",
                last_name=str(n),
                password=make_password(f"password-{n}"),
            )
            for n in range(1, count + 1)
        )
        host = User.objects.create_user("host@example.test", "host@example.test", "host-password")
        # An application has one grant. A user's may be refreshed as well.
        for name, grant in [
            ("turnout", Application.GRANT_PASSWORD),
            ("turnout-service", Application.GRANT_CLIENT_CREDENTIALS),
        ]:
            Application.objects.create(
                name=name,
                client_id=name,
                client_secret="turnout-secret",
                client_type=Application.CLIENT_CONFIDENTIAL,
                authorization_grant_type=grant,
                user=host,
            )
